// npm start: brings up everything that Zhanggui needs and Zhanggui itself, from a bare clone.
// Only Node's own modules until the dependencies are installed.
import './require-node.mjs';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installDependencies } from './install.mjs';
import { isListening, SetupError, spawnGuarded, startPostgres, startRedis, stopChild } from './services.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dataDir = path.resolve(process.env.DATA_DIR ?? path.join(root, '.data'));
const port = Number(process.env.PORT ?? 3000);
const simulatorPort = Number(process.env.SIM_PORT ?? 3100);
const usesSimulator = !process.env.WECHAT_API_BASE_URL;
const stops = [];
let ending = false;

const started = Date.now();
const seconds = () => ((Date.now() - started) / 1000).toFixed(1).padStart(6);
const say = (text) => process.stdout.write(`[${seconds()} s] ${text}\n`);

/** Runs a command of the workspace to its end; its output is shown only when it fails. */
function run(what, command, args, env = {}) {
  try {
    return execFileSync(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      maxBuffer: 64 << 20,
    }).toString();
  } catch (error) {
    throw new SetupError(
      `${what} failed.\n${String(error.stdout ?? '')}${String(error.stderr ?? error.message)}`.trim(),
    );
  }
}

async function requireFreePort(wanted, variable) {
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65535)
    throw new SetupError(`${variable} must be a port number.`);
  if (await isListening(wanted))
    throw new SetupError(`Port ${wanted} is in use: stop what listens there, or set ${variable} to a free port.`);
}

function lockDataDir() {
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path.join(dataDir, '.writable'), '');
    rmSync(path.join(dataDir, '.writable'));
  } catch (error) {
    throw new SetupError(`Cannot write to ${dataDir} (${error.code}): set DATA_DIR to a folder that you may write to.`);
  }
  const lock = path.join(dataDir, 'launcher.pid');
  const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (holder && holder !== process.pid && isLauncher(holder)) {
    throw new SetupError(
      `Zhanggui runs already from ${dataDir} (process ${holder}): end it first, or set DATA_DIR elsewhere.`,
    );
  }
  writeFileSync(lock, String(process.pid));
  stops.push(() => rmSync(lock, { force: true }));
}

function isLauncher(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs');
  } catch {
    return false;
  }
}

/** A secret of this installation, made once and kept readable to its owner only. */
function kept(name, make) {
  const file = path.join(dataDir, name);
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

function build() {
  say('Building what has changed …');
  const projects = ['api', 'worker', 'admin', ...(usesSimulator ? ['wechat-sim'] : [])].join(',');
  run('Building', process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '-p', projects], {
    NX_NO_CLOUD: 'true',
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NODE_ENV: 'production',
  });
}

async function startServices() {
  let databaseUrl = process.env.DATABASE_URL;
  let simulatorDatabaseUrl = process.env.SIM_DATABASE_URL;
  if (!databaseUrl) {
    say('Starting PostgreSQL …');
    const postgres = await startPostgres({ dir: path.join(dataDir, 'postgres') });
    stops.push(postgres.stop);
    databaseUrl = await ensureDatabase(postgres.url, 'zhanggui');
    simulatorDatabaseUrl ??= withDatabase(postgres.url, 'wechat_sim');
  }
  simulatorDatabaseUrl ??= withDatabase(databaseUrl, 'wechat_sim');
  let redisUrl = process.env.REDIS_URL;
  if (!redisUrl) {
    say('Starting Redis …');
    const redis = await startRedis({ dir: path.join(dataDir, 'redis') });
    stops.push(redis.stop);
    redisUrl = redis.url;
  }
  return { databaseUrl, redisUrl, simulatorDatabaseUrl };
}

const withDatabase = (url, name) => {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
};

async function ensureDatabase(serverUrl, name) {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  return withDatabase(serverUrl, name);
}

/** Starts one of our processes; what it says goes to a file of its own under the data folder and, when it fails, to the screen. */
async function startApp(name, file, env, isReady) {
  const log = path.join(dataDir, `${name}.log`);
  const { openSync } = await import('node:fs');
  const output = openSync(log, 'a');
  const child = spawnGuarded(process.execPath, ['--enable-source-maps', file], {
    cwd: root,
    env,
    stdio: ['ignore', output, output],
  });
  stops.push(() => stopChild(child, 'SIGTERM'));
  child.once('exit', (code, signal) => {
    if (ending) return;
    process.stderr.write(
      `\n${name} ended (${signal ?? code}). Its last words are in ${log}:\n${readFileSync(log, 'utf8').slice(-2000)}\n`,
    );
    void end(1);
  });
  for (
    const deadline = Date.now() + 60_000;
    !(await isReady());
    await new Promise((resolve) => setTimeout(resolve, 100))
  ) {
    if (Date.now() > deadline) throw new SetupError(`${name} did not become ready; see ${log}.`);
    if (ending) await new Promise(() => undefined);
  }
  return child;
}

const answers = (url) => async () => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

async function end(code) {
  if (ending) return;
  ending = true;
  for (const stop of stops.reverse()) await stop();
  process.exit(code);
}

function component() {
  const text = kept('component.json', () =>
    JSON.stringify({
      appid: 'wxd15ea5e0c0mp0001',
      secret: randomBytes(16).toString('hex'),
      token: randomBytes(12).toString('hex'),
      aesKey: randomBytes(33)
        .toString('base64')
        .replace(/[^A-Za-z0-9]/g, 'x')
        .slice(0, 43),
    }),
  );
  return JSON.parse(text);
}

async function main() {
  await requireFreePort(port, 'PORT');
  if (usesSimulator) await requireFreePort(simulatorPort, 'SIM_PORT');
  lockDataDir();
  installDependencies(root, say);
  const { databaseUrl, redisUrl, simulatorDatabaseUrl } = await startServices();
  build();
  const provider = usesSimulator ? component() : undefined;
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    PORT: String(port),
    HOST: process.env.HOST ?? '127.0.0.1',
    PUBLIC_URL: process.env.PUBLIC_URL ?? `http://localhost:${port}`,
    ADMIN_DIR: process.env.ADMIN_DIR ?? path.join(root, 'dist/apps/admin'),
    ENCRYPTION_KEYS:
      process.env.ENCRYPTION_KEYS ?? kept('encryption-keys', () => `k1:${randomBytes(32).toString('base64')}`),
    AUDIT_HEADS_FILE: process.env.AUDIT_HEADS_FILE ?? path.join(dataDir, 'audit-heads.jsonl'),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    ...(provider && {
      WECHAT_API_BASE_URL: `http://127.0.0.1:${simulatorPort}`,
      WECHAT_COMPONENT_APPID: provider.appid,
      WECHAT_COMPONENT_SECRET: provider.secret,
      WECHAT_COMPONENT_TOKEN: provider.token,
      WECHAT_COMPONENT_AES_KEY: provider.aesKey,
    }),
  };
  say('Bringing the database up to date …');
  run('Bringing the database up to date', process.execPath, ['--enable-source-maps', 'dist/apps/api/migrate.js'], env);
  if (usesSimulator) {
    say("Starting the simulator of WeChat's platform …");
    const simulator = { SIM_PORT: String(simulatorPort), SIM_DATABASE_URL: simulatorDatabaseUrl };
    await startApp(
      'wechat-sim',
      'dist/apps/wechat-sim/main.js',
      simulator,
      answers(`http://127.0.0.1:${simulatorPort}/sim/api/health`),
    );
  }
  say('Starting the API, the admin and the worker …');
  await Promise.all([
    startApp('api', 'dist/apps/api/main.js', env, answers(`http://127.0.0.1:${port}/readyz`)),
    startApp('worker', 'dist/apps/worker/main.js', env, async () => true),
  ]);
  const address = `http://localhost:${port}`;
  if (usesSimulator) {
    const { loadDemo, signIns, demoPassword } = await import('./demo.mjs');
    const mark = path.join(dataDir, 'demo-loaded');
    await loadDemo({ root, env, provider, port, simulatorPort, say, isLoaded: existsSync(mark) });
    writeFileSync(mark, '');
    process.stdout.write(`\nZhanggui is ready: ${address}\n`);
    process.stdout.write(
      `The simulated WeChat platform: http://localhost:${simulatorPort}\n\nDemo sign-ins (password ${demoPassword}):\n`,
    );
    for (const { email, role, merchant } of signIns)
      process.stdout.write(`  ${email.padEnd(32)} ${role}${merchant ? ` of ${merchant}` : ''}\n`);
  } else {
    process.stdout.write(`\nZhanggui is ready: ${address}\n`);
  }
  process.stdout.write('\nCtrl-C ends everything that was started; the data stays.\n');
}

process.once('SIGINT', () => void end(0));
process.once('SIGTERM', () => void end(0));
process.once('SIGHUP', () => void end(0));
/** Parent of a process, or undefined when there is no such process (or no /proc). */
function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

// npm, killed hard, would leave us alone with everything running. It starts us through a shell, which outlives it.
const parent = process.ppid;
const npm = process.env.npm_lifecycle_event ? parentOf(parent) : undefined;
const isAbandoned = () => process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm);
setInterval(() => isAbandoned() && void end(0), 1000).unref();

try {
  await main();
} catch (error) {
  if (!ending) process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
  await end(1);
}
