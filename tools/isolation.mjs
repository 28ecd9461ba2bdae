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
  const began = performance.now();
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', 'tests/isolation/'];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
  const seconds = Math.round((performance.now() - began) / 1000);
  const coverage = read('coverage');
  if (coverage)
    process.stdout.write(
      `${coverage.routes} routes, ${coverage.trials} trials by ${coverage.attackers.length} kinds of callers and the worker, ${coverage.answers} answers looked at, ${coverage.statements} statements seen.\n`,
    );
  for (const kind of ['policies', 'checks', 'conditions']) {
    const outcomes = read(kind);
    if (!outcomes) continue;
    for (const { mutant, killedBy, equivalent } of outcomes)
      process.stdout.write(
        killedBy
          ? `killed     ${mutant}\n           by ${killedBy}\n`
          : equivalent
            ? `equivalent ${mutant}\n           ${equivalent}\n`
            : `SURVIVED   ${mutant}\n`,
      );
    const killed = outcomes.filter(({ killedBy }) => killedBy).length;
    const same = outcomes.filter(({ equivalent }) => equivalent).length;
    process.stdout.write(
      `${kind}: ${outcomes.length} loosened, ${killed} noticed, ${same} known as equivalent, ${outcomes.length - killed - same} not noticed.\n`,
    );
  }
  process.stdout.write(`Took ${seconds} s.\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
