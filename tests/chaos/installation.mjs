// The product, the simulator and their services as processes that can be broken one by one.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { callerOf } from '../../tools/retail/caller.mjs';
import { connectShops } from '../../tools/retail/shops.mjs';
import { withDatabase } from '../../tools/retail/temporary-installation.mjs';
import { freePort, isListening, spawnGuarded, startPostgres, startRedis, stopChild } from '../../tools/services.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const owner = { email: 'owner@chaos.example', password: 'a-password-for-chaos' };
const component = { appid: 'wxchaoscomponent', secret: 'component-secret', token: 'componenttoken' };
const componentAesKey = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';
const timeZone = 'Asia/Shanghai';
const readyWithinMs = 60_000;

/**
 * A disk that is full, as PostgreSQL says it: writing statements fail with 53100 while `chaos.disk` says so. Triggers of the
 * test's own make the server itself raise it, so that transactions break off where they really would.
 */
const diskSql = `
  CREATE SCHEMA chaos;
  CREATE TABLE chaos.disk (is_full boolean NOT NULL);
  INSERT INTO chaos.disk VALUES (false);
  GRANT USAGE ON SCHEMA chaos TO app_tenant, app_system;
  GRANT SELECT ON chaos.disk TO app_tenant, app_system;
  CREATE FUNCTION chaos.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT is_full FROM chaos.disk) AND random() < 0.7 THEN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END IF;
    RETURN NULL; END $$;
  DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration' LOOP
      EXECUTE format('CREATE TRIGGER chaos_disk AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION chaos.refuse()', t);
    END LOOP; END $$;`;

/** Starts everything with one store of its own keys and one that the provider runs, and ends everything that it started. */
export class BreakableInstallation {
  apps = {};
  /** Ends that nobody asked for. */
  crashes = [];
  stores = [];
  #stops = [];

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'zhanggui-chaos-'));
  }

  async start(seed) {
    const [port, simulatorPort] = [await freePort(), await freePort()];
    this.apiUrl = `http://127.0.0.1:${port}`;
    this.simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
    // The platform has a server of its own: it goes on when ours is away.
    const platform = await startPostgres();
    this.#stops.push(platform.stop);
    await this.startPostgres();
    this.#stops.push(() => this.postgres.stop());
    await this.startRedis();
    this.#stops.push(() => this.redis.stop());
    this.databaseUrl = withDatabase(this.postgres.url, 'zhanggui');
    await this.query(this.postgres.url, 'CREATE DATABASE zhanggui');
    this.env = {
      NODE_ENV: 'production',
      DATABASE_URL: this.databaseUrl,
      REDIS_URL: this.redis.url,
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: this.apiUrl,
      ADMIN_DIR: '',
      ADMIN_EMAIL: owner.email,
      ADMIN_PASSWORD: owner.password,
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      LOG_LEVEL: 'warn',
      REQUESTS_PER_MINUTE: '1000000',
      REFUND_CONFIRM_ABOVE_FEN: '1000000000',
      POLL_SECONDS: '5',
      BACKFILL_DAYS: '1',
      WORKER_CONCURRENCY: '8',
      DATABASE_POOL_SIZE: '6',
      WECHAT_CALLS_PER_SECOND: '1000',
      WECHAT_API_BASE_URL: this.simulatorUrl,
      WECHAT_COMPONENT_APPID: component.appid,
      WECHAT_COMPONENT_SECRET: component.secret,
      WECHAT_COMPONENT_TOKEN: component.token,
      WECHAT_COMPONENT_AES_KEY: componentAesKey,
    };
    execFileSync(process.execPath, ['dist/apps/api/migrate.js'], {
      cwd: root,
      env: { ...process.env, ...this.env },
      stdio: 'pipe',
    });
    await this.query(this.databaseUrl, diskSql);
    this.#stops.push(() => this.#stopApps());
    await this.startApp('simulator', 'dist/apps/wechat-sim/main.js', {
      SIM_PORT: String(simulatorPort),
      SIM_SEED: String(seed),
      SIM_DATABASE_URL: withDatabase(platform.url, 'wechat_sim'),
      SIM_RETRY_SCHEDULE: '0,0,1,1,2,2,3,3,3',
    });
    await this.ready(`${this.simulatorUrl}/sim/api/health`);
    await this.startApi();
    await this.startWorker();
    await this.ready(`${this.apiUrl}/readyz`);
    this.simulator = callerOf(this.simulatorUrl);
    this.api = callerOf(this.apiUrl);
    await this.api('POST', '/api/v1/auth/login', owner);
    await this.#connectStores();
  }

  async #connectStores() {
    const selfRun = { merchant: '混沌商行', name: '混沌商行·自研', appid: 'wxchaos000000001' };
    const sides = { api: this.api, simulator: this.simulator, baseUrl: this.apiUrl };
    const [own] = await connectShops(sides, [selfRun], { timeZone, products: 6 });
    const messageUrl = `${this.apiUrl}/wechat/apps/$APPID$`;
    const eventUrl = `${this.apiUrl}/wechat/component`;
    await this.simulator('PUT', '/sim/api/component', { ...component, aesKey: componentAesKey, eventUrl, messageUrl });
    const appid = 'wxchaos000000002';
    await this.simulator('POST', '/sim/api/shops', { appid, nickname: '混沌商行·授权', products: 6 });
    await this.simulator('POST', `/sim/api/shops/${appid}/purchase`, {});
    const store = { mode: 'provider', merchantId: own.merchantId, name: '混沌商行·授权', appid, timeZone };
    const { id } = await eventually('the authorisation', 60, () =>
      this.api('POST', '/api/v1/stores', store).catch(() => undefined),
    );
    this.stores = [own, { merchantId: own.merchantId, id, appid }];
    await eventually('the connection', 60, async () =>
      (await Promise.all(this.stores.map((one) => this.storeOf(one)))).every(
        ({ backfill }) => backfill?.state === 'done',
      ),
    );
  }

  storeOf({ id, merchantId }) {
    return this.api('GET', `/api/v1/stores/${id}?merchantId=${merchantId}`);
  }

  /** Agrees in the product to pay back what an after-sale asks for. @returns whether the product took it */
  async agreeToRefund(platformAfterSaleId) {
    try {
      const [row] = await this.query(
        this.databaseUrl,
        'SELECT id, merchant_id, amount_fen::int AS amount FROM after_sale WHERE platform_after_sale_id = $1',
        [platformAfterSaleId],
      );
      if (!row) return false;
      const path = `/api/v1/after-sales/${row.id}/refund?merchantId=${row.merchant_id}`;
      await this.api('POST', path, { amountFen: row.amount });
      return true;
    } catch {
      // Something is broken just now, or the after-sale waits for nothing any more.
      return false;
    }
  }

  async startPostgres() {
    const port = this.postgres && Number(new URL(this.postgres.url).port);
    this.postgres = await startPostgres({ dir: path.join(this.folder, 'postgres'), port });
  }

  async startRedis() {
    const port = this.redis && Number(new URL(this.redis.url).port);
    this.redis = await startRedis({ port });
  }

  /** Ends PostgreSQL: 'SIGINT' breaks every connection, 'SIGQUIT' leaves it to recover. */
  async stopPostgres(signal) {
    process.kill(this.postgres.pid, signal);
    const port = Number(new URL(this.postgres.url).port);
    await eventually(
      'the end of PostgreSQL',
      30,
      async () => !(await isListening(port)) && !isAlive(this.postgres.pid),
    );
  }

  startApi() {
    return this.startApp('api', 'dist/apps/api/main.js', this.env);
  }

  startWorker() {
    return this.startApp('worker', 'dist/apps/worker/main.js', this.env);
  }

  async startApp(name, file, env) {
    const log = path.join(this.folder, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawnGuarded(process.execPath, ['--enable-source-maps', path.join(root, file)], {
      env,
      stdio: ['ignore', output, output],
    });
    const app = { child, isWanted: true };
    this.apps[name] = app;
    child.once('exit', (code, signal) => {
      if (!app.isWanted) return;
      this.crashes.push(`${name} ended by itself (${signal ?? code}): ${readFileSync(log, 'utf8').slice(-3000)}`);
      // As the container's restart policy does.
      if (name !== 'simulator') setTimeout(() => app.isWanted && void this.startApp(name, file, env), 500);
    });
  }

  async endApp(name, signal) {
    const app = this.apps[name];
    app.isWanted = false;
    await stopChild(app.child, signal);
  }

  ready(url) {
    return eventually(url, readyWithinMs / 1000, () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  }

  async query(url, sql, params) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const result = await client.query(sql, params);
      return result.rows;
    } finally {
      await client.end();
    }
  }

  async #stopApps() {
    for (const name of Object.keys(this.apps)) await this.endApp(name, name === 'simulator' ? 'SIGTERM' : 'SIGKILL');
  }

  async stop() {
    for (const stop of this.#stops.reverse()) await stop();
    this.#stops = [];
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Asks until the answer is something. @throws when it is not within the seconds */
export async function eventually(what, seconds, ask) {
  for (const deadline = Date.now() + seconds * 1000; ; await pause(100)) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Gave up waiting for ${what}`);
  }
}
