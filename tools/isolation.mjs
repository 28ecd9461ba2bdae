// npm run isolation [-- --mutate]: every route, by every kind of person, with everybody else's ids; with both walls, and
// with each of them taken away. With --mutate each policy and each condition is loosened alone, and the suite must go red.
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installDependencies } from './install.mjs';

const root = path.resolve(import.meta.dirname, '..');
installDependencies(root);
const { values } = parseArgs({ options: { mutate: { type: 'boolean', default: false } } });
const folder = mkdtempSync(path.join(tmpdir(), 'zhanggui-isolation-'));
const read = (name) => {
  const file = path.join(folder, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};
try {
  const env = { ...process.env, ISOLATION: values.mutate ? 'mutants' : 'walls', ISOLATION_REPORT: folder };
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', 'tests/isolation/'];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
  const coverage = read('coverage');
  if (coverage)
    process.stdout.write(
      `${coverage.routes} routes, ${coverage.trials} trials by ${coverage.attackers.length} kinds of callers and the worker, ${coverage.answers} answers looked at, ${coverage.statements} statements seen.\n`,
    );
  for (const kind of ['policies', 'conditions']) {
    const outcomes = read(kind);
    if (!outcomes) continue;
    for (const { mutant, killedBy } of outcomes)
      process.stdout.write(
        `${killedBy ? 'killed  ' : 'SURVIVED'} ${mutant}${killedBy ? `\n           by ${killedBy}` : ''}\n`,
      );
    const survived = outcomes.filter(({ killedBy }) => !killedBy).length;
    process.stdout.write(`${kind}: ${outcomes.length} loosened, ${survived} not noticed.\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
