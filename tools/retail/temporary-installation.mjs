// The whole product from its built bundles, on ports of its own and with data in a temporary folder.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort, SetupError, spawnGuarded, startPostgres, startRedis, stopChild } from '../services.mjs';
import { callerOf } from './caller.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const startsWithinMs = 60_000;
export const temporaryOwner = { email: 'owner@temporary.example', password: 'a-temporary-password' };

/** Builds what is stale of these projects. */
export function build(projects) {
  try {
    execFileSync(
      process.execPath,
      ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '-p', projects.join()],
      {
        cwd: root,
        stdio: 'pipe',
        env: { ...process.env, NX_NO_CLOUD: 'true', NX_DAEMON: 'false', NX_TUI: 'false', NODE_ENV: 'production' },
      },
    );
  } catch (error) {
    throw new SetupError(`Building failed.\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

export const withDatabase = (url, name) => {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
};

/** Runs a command with a temporary installation and ends everything, whatever happens to the command. */
export async function withInstallation(options, work) {
  const installation = new TemporaryInstallation(options);
  const interrupted = new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => reject(new SetupError(`Ended by ${signal}; nothing is left behind.`)));
    }
  });
  try {
    return await Promise.race([interrupted, installation.failed, installation.start().then(() => work(installation))]);
  } finally {
    await installation.stop();
  }
}

/**
 * `durable`: PostgreSQL waits for the disk, as in production. `env`: variables of api and worker. Without a simulator
 * there is no worker either.
 */
export class TemporaryInstallation {
  #stops = [];
  #ending = false;
  #fail;
  /** Rejects when one of the processes ends by itself. */
  failed = new Promise((_, reject) => {
    this.#fail = reject;
  });
  pids = {};

  constructor({ say = () => undefined, env = {}, durable = false, withSimulator = true } = {}) {
    this.options = { say, env, durable, withSimulator };
    this.folder = mkdtempSync(path.join(tmpdir(), 'zhanggui-temporary-'));
    this.failed.catch(() => undefined);
  }

  async start() {
    const { say, durable, withSimulator } = this.options;
    say('Building what is stale …');
    build(['api', 'worker', 'wechat-sim']);
    say('Starting PostgreSQL and Redis …');
    const postgres = await startPostgres(durable ? { dir: path.join(this.folder, 'postgres') } : {});
    await this.#keep(postgres.stop);
    const redis = await startRedis();
    await this.#keep(redis.stop);
    this.databaseUrl = withDatabase(postgres.url, 'zhanggui');
    await this.on(postgres.url, (client) => client.query('CREATE DATABASE zhanggui'));
    const port = await freePort();
    const simulatorPort = await freePort();
    this.apiUrl = `http://127.0.0.1:${port}`;
    this.simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
    this.env = {
      NODE_ENV: 'production',
      DATABASE_URL: this.databaseUrl,
      REDIS_URL: redis.url,
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: this.apiUrl,
      ADMIN_DIR: '',
      ADMIN_EMAIL: temporaryOwner.email,
      ADMIN_PASSWORD: temporaryOwner.password,
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      LOG_LEVEL: 'warn',
      // One person asks for everything here.
      REQUESTS_PER_MINUTE: '1000000',
      WECHAT_API_BASE_URL: this.simulatorUrl,
      ...this.options.env,
    };
    execFileSync(process.execPath, ['dist/apps/api/migrate.js'], {
      cwd: root,
      env: { ...process.env, ...this.env },
      stdio: 'pipe',
    });
    this.pids = { postgres: postgres.pid, redis: redis.pid };
    if (withSimulator) {
      say('Starting the simulator …');
      const simulator = {
        SIM_PORT: String(simulatorPort),
        SIM_DATABASE_URL: withDatabase(postgres.url, 'wechat_sim'),
        SIM_RETRY_SCHEDULE: '0,0,1,1,2,2,5,5,5',
      };
      await this.#startApp(
        'simulator',
        'dist/apps/wechat-sim/main.js',
        simulator,
        '/sim/api/health',
        this.simulatorUrl,
      );
    }
    say('Starting the API …');
    await this.#startApp('api', 'dist/apps/api/main.js', this.env, '/readyz', this.apiUrl);
    if (withSimulator) await this.#startApp('worker', 'dist/apps/worker/main.js', this.env);
  }

  /** One more API process, on another database of the server. @returns its address */
  async startApi(name, databaseUrl) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { ...this.env, DATABASE_URL: databaseUrl, PORT: String(port), PUBLIC_URL: url };
    await this.#startApp(name, 'dist/apps/api/main.js', env, '/readyz', url);
    return url;
  }

  /** A process of the caller's own, ended with the rest. @returns its address */
  async startServer(name, file, env, readyPath) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    await this.#startApp(name, file, { ...this.env, ...env, PORT: String(port) }, readyPath, url);
    return url;
  }

  /** @returns a caller signed in as the provider's owner */
  async signIn(url = this.apiUrl) {
    const api = callerOf(url);
    await api('POST', '/api/v1/auth/login', temporaryOwner);
    return api;
  }

  simulator() {
    return callerOf(this.simulatorUrl);
  }

  /** Statements as the owner of the product's database, for looking from outside. */
  onDatabase(work) {
    return this.on(this.databaseUrl, work);
  }

  /** Statements as the owner of a database of the server. */
  async on(databaseUrl, work) {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async stop() {
    this.#ending = true;
    for (const stop of this.#stops.reverse()) await stop();
    this.#stops = [];
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What was started while everything is being ended is ended at once. */
  async #keep(stop) {
    if (!this.#ending) return this.#stops.push(stop);
    await stop();
    throw new SetupError('Ended while it was starting.');
  }

  async #startApp(name, file, env, readyPath, url) {
    const log = path.join(this.folder, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawnGuarded(process.execPath, ['--enable-source-maps', file], {
      cwd: root,
      env,
      stdio: ['ignore', output, output],
    });
    this.pids[name] = child.pid;
    await this.#keep(() => stopChild(child, 'SIGTERM'));
    const words = () => readFileSync(log, 'utf8').slice(-2000);
    let over = false;
    child.once('exit', (code, signal) => {
      over = true;
      if (!this.#ending) this.#fail(new SetupError(`${name} ended (${signal ?? code}).\n${words()}`));
    });
    const deadline = Date.now() + startsWithinMs;
    while (readyPath && !over && !(await answers(`${url}${readyPath}`))) {
      if (Date.now() > deadline) throw new SetupError(`${name} did not become ready.\n${words()}`);
      await pause(50);
    }
  }
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
