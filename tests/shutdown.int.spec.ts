import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppProcess } from './support/app-process';
import { Caller } from './support/caller';
import { type ConnectedStore, Installation, password } from './support/installation';
import { Simulator } from './support/simulator';

// Processes start several times over.
vi.setConfig({ testTimeout: 90_000 });

let simulator: Simulator;
let product: Installation;
let store: ConnectedStore;
const processes: AppProcess[] = [];

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  const owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'Shutdown');
  await product.drain();
});
afterAll(async () => {
  for (const running of processes) await running.stop();
  await product?.stop();
  await simulator?.stop();
});

const start = async (app: 'api' | 'worker', env: Record<string, string> = {}): Promise<AppProcess> => {
  const started = await AppProcess.start(app, product.config, env);
  processes.push(started);
  return started;
};
const until = async (what: string, ready: () => Promise<boolean>) => {
  for (let i = 0; i < 600; i++) {
    if (await ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Never happened: ${what}`);
};
const isReady = async (baseUrl: string): Promise<boolean> =>
  fetch(`${baseUrl}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
const isRefused = async (baseUrl: string): Promise<boolean> =>
  fetch(`${baseUrl}/healthz`).then(
    () => false,
    () => true,
  );
const cookieOf = async (baseUrl: string): Promise<string> => {
  const caller = new Caller(baseUrl);
  const { headers } = await caller.send('POST', '/api/v1/auth/login', { email: 'owner@test.example', password });
  return headers.getSetCookie()[0]!.split(';')[0]!;
};

/** Asks whoever says that it is ready, as a load balancer does, without a pause, until stopped. */
function load(backends: readonly string[], cookie: string) {
  const ready = new Set(backends);
  const answers: Record<string, number> = {};
  const failures: string[] = [];
  let stopped = false;
  const watch = async (backend: string) => {
    while (!stopped) {
      if (await isReady(backend)) ready.add(backend);
      else ready.delete(backend);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const ask = async (turn: number) => {
    for (let i = turn; !stopped; i++) {
      const open = [...ready];
      const backend = open[i % open.length]!;
      try {
        const answer = await fetch(`${backend}/api/v1/orders?limit=5`, { headers: { cookie } });
        await answer.text();
        if (answer.status !== 200) failures.push(`${backend} ${answer.status}`);
        else answers[backend] = (answers[backend] ?? 0) + 1;
      } catch (error) {
        failures.push(`${backend} ${String((error as Error).cause ?? error)}`);
      }
    }
  };
  const all = Promise.all([...backends.map(watch), ...[0, 1, 2, 3].map(ask)]);
  return {
    answers,
    failures,
    async stop() {
      stopped = true;
      await all;
    },
  };
}

describe('the api', () => {
  it('is restarted one process after the other under load without an error, open streams or not', async () => {
    const env = { SHUTDOWN_DELAY_SECONDS: '1' };
    const apis: AppProcess[] = await Promise.all([start('api', env), start('api', env)]);
    const backends = apis.map(({ baseUrl }) => baseUrl);
    const cookie = await cookieOf(backends[0]!);
    const traffic = load(backends, cookie);
    const served = (api: AppProcess) => traffic.answers[api.baseUrl] ?? 0;
    for (const [i, api] of apis.entries()) {
      await until('it is asked', async () => served(api) > 20);
      const stream = await fetch(`${api.baseUrl}/api/v1/live`, { headers: { cookie } });
      expect(stream.status).toBe(200);
      const before = Date.now();
      expect(await api.end()).toBe(0);
      expect(Date.now() - before).toBeLessThan(5000);
      await expect(stream.text()).resolves.toBeDefined();
      const soFar = served(api);
      apis[i] = await start('api', { ...env, PORT: api.port });
      await until('it is asked again', async () => served(api) > soFar + 5);
    }
    await traffic.stop();
    expect(traffic.failures).toEqual([]);
    for (const api of apis) expect(await api.end()).toBe(0);
  });

  it('answers the request under way before it ends', async () => {
    const api = await start('api');
    const cookie = await cookieOf(api.baseUrl);
    const lock = product.database.owner.createQueryRunner();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const underWay = fetch(`${api.baseUrl}/api/v1/orders?limit=5`, { headers: { cookie } });
    await until('it waits', async () => {
      const [row] = await product.database.owner.query(
        "SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'orders'::regclass",
      );
      return row.n > 0;
    });
    const ended = api.end();
    await until('no further ones are taken', () => isRefused(api.baseUrl));
    await lock.query('COMMIT');
    await lock.release();
    expect((await underWay).status).toBe(200);
    expect(await ended).toBe(0);
  });
});

describe('the worker', () => {
  const leases = async (): Promise<number> =>
    (await product.database.owner.query('SELECT count(*)::int AS n FROM work WHERE lease_token IS NOT NULL'))[0].n;
  const states = async (): Promise<string[]> =>
    (await product.database.owner.query('SELECT status FROM orders ORDER BY platform_order_id')).map(
      ({ status }: { status: string }) => status,
    );

  it('finishes what it works on, and gives back at once what takes too long', async () => {
    await simulator.faults({ slow: 1, slowMs: 1500 });
    await simulator.paidOrder(store.shop.appid);
    await simulator.pushed();
    const first = await start('worker');
    await until('it is worked on', async () => (await leases()) > 0);
    expect(await first.end()).toBe(0);
    expect(await leases()).toBe(0);
    expect(await states()).toEqual(['to_ship']);

    await simulator.faults({ slow: 1, slowMs: 9500 });
    await simulator.paidOrder(store.shop.appid);
    await simulator.pushed();
    const second = await start('worker');
    await until('it is worked on', async () => (await leases()) > 0);
    expect(await second.end()).toBe(0);
    expect(await leases()).toBe(0);
    expect(await states()).toEqual(['to_ship']);

    await simulator.faults({ reset: true });
    const third = await start('worker');
    await until('the other order', async () => (await states()).length === 2);
    expect(await third.end()).toBe(0);
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });
});
