// npm test: everything from a bare clone: install, static checks, unit, integration, end to end in a real browser.
// Ends with one line: N passed, N failed.
import './require-node.mjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installDependencies } from './install.mjs';
import { SetupError } from './services.mjs';

const root = path.resolve(import.meta.dirname, '..');
const started = Date.now();
const say = (text) => process.stdout.write(`\n=== [${((Date.now() - started) / 1000).toFixed(0)} s] ${text}\n`);
const env = { ...process.env, NX_NO_CLOUD: 'true', NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true' };
// Tests start services of their own.
for (const name of ['DATABASE_URL', 'REDIS_URL', 'PORT', 'WECHAT_API_BASE_URL', 'DATA_DIR']) delete env[name];
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status === 0;

const chromium = '/usr/bin/chromium';
/** A real browser, from Debian's packages; installed when it is missing and that is possible. */
function ensureChromium() {
  if (existsSync(chromium)) return;
  const advice = 'The browser tests need Chromium: run "apt-get install chromium fonts-wqy-zenhei" and start again.';
  if (process.getuid?.() !== 0) throw new SetupError(advice);
  say('Installing Chromium');
  try {
    const aptEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env: aptEnv });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-wqy-zenhei'], {
      stdio: 'ignore',
      env: aptEnv,
    });
  } catch {
    throw new SetupError(advice);
  }
}

const totals = { passed: 0, failed: 0 };

/** Runs one project of the tests and adds its counts. */
function tests(project) {
  const folder = mkdtempSync(path.join(tmpdir(), 'zhanggui-report-'));
  const report = path.join(folder, 'report.json');
  try {
    const ok = node(
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    );
    const result = existsSync(report)
      ? JSON.parse(readFileSync(report, 'utf8'))
      : { numPassedTests: 0, numFailedTests: 0 };
    totals.passed += result.numPassedTests;
    // A file that could not even be read has no failed test of its own.
    totals.failed += Math.max(result.numFailedTests, ok ? 0 : 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  say('Packages');
  installDependencies(root);
  say('Static checks');
  if (!node('tools/check.mjs', '--static')) totals.failed += 1;
  say('Unit tests');
  tests('unit');
  say('Integration tests');
  tests('integration');
  say('Build');
  if (!node('node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build')) totals.failed += 1;
  say('End to end');
  ensureChromium();
  tests('e2e');
} catch (error) {
  process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
  totals.failed += 1;
}
say('Done');
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
