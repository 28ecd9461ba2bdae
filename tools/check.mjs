// npm run check: format and lint, types, import boundaries and cycles, generated files up to date, unit tests.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const node = (...args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, NX_NO_CLOUD: 'true' } })
    .status === 0;

/** The admin's client follows the DTOs: what is committed must be what they generate. */
function clientIsCurrent() {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhanggui-openapi-'));
  try {
    const run = (...args) =>
      execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    run('node_modules/rolldown/bin/cli.mjs', '-c', 'apps/api/rolldown.config.mjs', '--log-level', 'silent');
    run('dist/apps/api/openapi.js', path.join(folder, 'openapi.json'));
    const fresh = readFileSync(path.join(folder, 'openapi.json'), 'utf8');
    if (fresh === readFileSync(path.join(root, 'libs/api-client/src/openapi.json'), 'utf8')) return true;
    process.stderr.write("The admin's client is older than the API: run npm run openapi and commit what it writes.\n");
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const steps = [
  ['format and lint', () => node('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')],
  ['types of the server', () => node('node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json')],
  ['types of the simulator', () => node('node_modules/typescript7/bin/tsc', '-p', 'apps/wechat-sim/tsconfig.json')],
  ['types of the admin', () => node('node_modules/typescript7/bin/tsc', '-p', 'apps/admin/tsconfig.json')],
  [
    'import boundaries and cycles',
    () =>
      node(
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.cjs',
        'apps',
        'libs',
      ),
  ],
  ["the admin's client", clientIsCurrent],
];
if (!process.argv.includes('--static'))
  steps.push(['unit tests', () => node('node_modules/vitest/vitest.mjs', 'run', '--project', 'unit')]);

for (const [name, step] of steps) {
  const started = Date.now();
  if (!step()) {
    process.stderr.write(`check: ${name} failed\n`);
    process.exit(1);
  }
  process.stdout.write(`check: ${name} ok (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
}
