import { WorkProcessor } from '@zhanggui/ingestion';
import {
  type Clock,
  createLogger,
  queueConnection,
  startWorkers,
  WorkDispatcher,
  type WorkJob,
  WorkQueues,
} from '@zhanggui/platform';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;
let redis: Redis;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'Work');
  await product.drain();
  redis = queueConnection(product.config.redisUrl);
  await redis.flushdb();
});
afterAll(async () => {
  redis?.disconnect();
  await product?.stop();
  await simulator?.stop();
});

const logger = createLogger('silent', 'test');
const openWork = async () =>
  Number((await product.database.owner.query('SELECT count(*) AS n FROM work WHERE parked_at IS NULL'))[0].n);
const until = async (what: string, ready: () => Promise<boolean>) => {
  for (let i = 0; i < 400; i++) {
    if (await ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Never happened: ${what}`);
};

/** Pushes are gathered for a moment before their work is queued. */
const aMomentLater: Clock = { now: () => new Date(product.clock.now().getTime() + 1000) };

/** A dispatcher and a worker on the real queues. */
async function running<T>(
  lanes: number,
  work: (dispatcher: WorkDispatcher, handled: WorkJob[]) => Promise<T>,
): Promise<T> {
  const processor = product.worker.get(WorkProcessor);
  const handled: WorkJob[] = [];
  const queues = new WorkQueues(redis, lanes);
  const dispatcher = new WorkDispatcher(product.database.db, queues, aMomentLater, logger);
  const handle = async (job: WorkJob) => {
    handled.push(job);
    await processor.process(job);
  };
  const workers = startWorkers(redis, { lanes, concurrency: 8 }, handle, () => undefined);
  try {
    return await work(dispatcher, handled);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
    await queues.close();
  }
}

describe('work and its queues', () => {
  it.each([1, 4])('is moved to the queues and done, over %i lanes', async (lanes) => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => simulator.paidOrder(store.shop.appid)));
    await simulator.pushed();
    expect(await openWork()).toBe(10);
    await running(lanes, async (dispatcher, handled) => {
      expect(await dispatcher.dispatch()).toBe(10);
      expect(await dispatcher.dispatch()).toBe(0);
      await until('all done', async () => (await openWork()) === 0);
      expect(handled).toHaveLength(10);
    });
    for (const id of ids) {
      const { items } = await owner.get<{ items: { state: string }[] }>(`/api/v1/orders?platformOrderId=${id}`);
      expect(items[0]?.state).toBe('to_ship');
    }
  });

  it('waits a moment for the other pushes of the same change', async () => {
    await simulator.paidOrder(store.shop.appid);
    await simulator.pushed();
    const [{ at }] = await product.database.owner.query('SELECT available_at AS at FROM work WHERE parked_at IS NULL');
    const queues = new WorkQueues(redis, 1);
    const dispatchedAfter = (ms: number) =>
      new WorkDispatcher(product.database.db, queues, { now: () => new Date(at.getTime() + ms) }, logger).dispatch();
    expect(await dispatchedAfter(200)).toBe(0);
    expect(await dispatchedAfter(300)).toBe(1);
    await queues.close();
    await product.drain();
    await redis.flushdb();
  });

  it('loses nothing when Redis is emptied while jobs wait', async () => {
    await Promise.all(Array.from({ length: 12 }, () => simulator.paidOrder(store.shop.appid)));
    await simulator.pushed();
    const queues = new WorkQueues(redis, 1);
    const dispatcher = new WorkDispatcher(product.database.db, queues, aMomentLater, logger);
    expect(await dispatcher.dispatch()).toBe(12);
    await redis.flushdb();
    await queues.close();
    // As if it had been queued a while ago: the sweep finds what nobody took.
    await product.database.owner.query("UPDATE work SET enqueued_at = enqueued_at - interval '2 minutes'");
    await running(1, async (sweeping) => {
      expect(await sweeping.sweep()).toBe(12);
      await until('all done', async () => (await openWork()) === 0);
    });
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });

  it('is done once when two processes take the same row, and again when it was asked for meanwhile', async () => {
    await simulator.paidOrder(store.shop.appid);
    await simulator.pushed();
    const [row] = await product.database.owner.query('SELECT merchant_id, id FROM work');
    const processor = product.worker.get(WorkProcessor);
    const job = { merchantId: row.merchant_id, id: row.id };
    await simulator.faults({ slow: 1, slowMs: 300 });
    const first = processor.process(job);
    await until(
      'taken',
      async () => (await product.database.owner.query('SELECT 1 FROM work WHERE lease_until IS NOT NULL')).length === 1,
    );
    expect(await processor.process(job)).toBe('gone');
    await product.database.owner.query('UPDATE work SET wanted = wanted + 1');
    const reads = async () =>
      (await product.database.owner.query("SELECT count(*)::int AS n FROM wechat_call WHERE path LIKE '%order/get'"))[0]
        .n;
    expect(await first).toBe('done');
    await simulator.faults({ reset: true });
    expect(await openWork()).toBe(0);
    await until('both reads traced', async () => (await reads()) >= 2);
  });

  it('tries again later what the platform was too busy for, and parks what cannot succeed', async () => {
    const id = await simulator.paidOrder(store.shop.appid);
    await simulator.pushed();
    await simulator.faults({ forbidden: 1 });
    expect(await product.drain()).toEqual(['parked']);
    const [parked] = await product.database.owner.query(
      'SELECT error_code, error_detail FROM work WHERE parked_at IS NOT NULL',
    );
    expect(parked.error_code).toBe('ip_not_allowed');
    const [failing] = await product.database.owner.query('SELECT state, problem FROM store WHERE id = $1', [store.id]);
    expect([failing.state, failing.problem.zh]).toEqual(['failing', parked.error_detail.zh]);
    await simulator.faults({ reset: true });
    await owner.post(`/api/v1/work/restart?merchantId=${store.merchantId}`);
    expect(await product.drain()).toEqual(['done']);
    const { items } = await owner.get<{ items: { timeline: { kind: string; detail: Record<string, unknown> }[] }[] }>(
      `/api/v1/orders?platformOrderId=${id}`,
    );
    expect(items).toHaveLength(1);
  });

  it('goes on by itself after a poll when what stopped the whole store is over', async () => {
    const id = await simulator.paidOrder(store.shop.appid, { at: new Date(Date.now() - 3_600_000).toISOString() });
    await simulator.pushed();
    await simulator.faults({ forbidden: 1 });
    expect(await product.drain()).toEqual(['parked']);
    await simulator.faults({ reset: true });
    // The order lies before everything that the next poll looks at.
    await product.database.owner.query(
      "UPDATE store_sync SET polled_until = now(), due_at = now() - interval '1 second'",
    );
    await product.scheduler.requestPolls();
    await product.drain();
    const { items } = await owner.get<{ items: { state: string }[] }>(`/api/v1/orders?platformOrderId=${id}`);
    expect(items[0]?.state).toBe('to_ship');
    const { queues } = await owner.get<{ queues: { parked: number }[] }>('/api/v1/work');
    expect(queues.map(({ parked }) => parked)).toEqual([0, 0]);
  });

  it('starts the parked work of a whole provider again, merchant by merchant and nobody else’s', async () => {
    const second = await product.selfRunStore(owner, simulator, 'Second');
    const stranger = await product.person({ email: 'stranger@test.example', role: 'provider_owner' }, 'Other provider');
    const foreign = await product.selfRunStore(stranger, simulator, 'Foreign');
    await product.drain();
    const park = (storeId: string) =>
      product.database.owner.query(
        `INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, parked_at, error_code, created_at)
         SELECT merchant_id, uuidv7(), provider_id, id, 'live', 'order.read', '404', 1, now(), 8, now(), 'other', now() FROM store WHERE id = $1`,
        [storeId],
      );
    for (const { id } of [store, second, foreign]) await park(id);
    const parked = async () =>
      (await product.database.owner.query('SELECT store_id FROM work WHERE parked_at IS NOT NULL')).map(
        (row: { store_id: string }) => row.store_id,
      );
    const shown = await owner.get<{ parked: { merchantName: string }[] }>('/api/v1/work');
    expect(shown.parked.map(({ merchantName }) => merchantName).sort()).toEqual(['Second merchant', 'Work merchant']);

    const narrow = await product.person({
      email: 'narrow@test.example',
      role: 'provider_staff',
      onlyMerchants: ['Second merchant'],
    });
    expect(await narrow.post('/api/v1/work/restart')).toEqual({ restarted: 1 });
    expect((await parked()).sort()).toEqual([store.id, foreign.id].sort());
    expect(await owner.post('/api/v1/work/restart')).toEqual({ restarted: 1 });
    expect(await parked()).toEqual([foreign.id]);
    await product.database.owner.query("DELETE FROM work WHERE subject = '404'");
  });

  it('a new push for parked work puts it back by itself', async () => {
    const id = await simulator.paidOrder(store.shop.appid);
    await simulator.pushed();
    await simulator.faults({ forbidden: 1 });
    expect(await product.drain()).toEqual(['parked']);
    await simulator.faults({ reset: true });
    await simulator.act(id, 'ship');
    await product.settle(simulator);
    const { items } = await owner.get<{ items: { state: string }[] }>(`/api/v1/orders?platformOrderId=${id}`);
    expect(items[0]?.state).toBe('shipped');
  });
});
