import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

interface Health {
  readonly id: string;
  readonly name: string;
  readonly problems: string[];
  readonly lastPushAt: string | null;
  readonly lastPollAt: string | null;
  readonly tokenWrittenAt: string | null;
  readonly tokenExpiresAt: string | null;
  readonly lagSeconds: number;
  readonly parkedWork: number;
  readonly certificateDay: string | null;
  readonly certificateState: string | null;
}
interface List {
  readonly items: Health[];
  readonly nextCursor: string | null;
}

let simulator: Simulator;
let product: Installation;
let owner: Caller;
const stores: Record<'well' | 'slow' | 'stuck', ConnectedStore> = {} as never;

/** The clock of this test, moved by it. */
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl, clock });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  for (const name of ['well', 'slow', 'stuck'] as const)
    stores[name] = await product.selfRunStore(owner, simulator, name);
  await product.drain();
  await product.scheduler.requestPolls();
  await product.drain();
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

const health = ({ id, merchantId }: ConnectedStore) =>
  owner.get<Health>(`/api/v1/stores/${id}/health?merchantId=${merchantId}`);

describe('the health of a store', () => {
  it('tells its last push, poll and token, and that all is well', async () => {
    const before = await health(stores.well);
    expect([before.lastPushAt, before.problems, before.lagSeconds]).toEqual([null, [], 0]);
    await simulator.paidOrder(stores.well.shop.appid);
    await product.settle(simulator);
    const { lastPushAt, lastPollAt, tokenWrittenAt, tokenExpiresAt, problems } = await health(stores.well);
    expect(problems).toEqual([]);
    for (const at of [lastPushAt, lastPollAt, tokenWrittenAt])
      expect(Math.abs(Date.parse(at!) - clock.now().getTime())).toBeLessThan(60_000);
    expect(Date.parse(tokenExpiresAt!)).toBeGreaterThan(Date.parse(tokenWrittenAt!));
  });

  it('says what is wrong: lag, parked work, a poll that is late, a day that differs, and that it fails', async () => {
    const { owner: db } = product.database;
    const ask = (store: ConnectedStore, subject: string, parked: boolean) =>
      db.query(
        `INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, parked_at, created_at)
         SELECT merchant_id, uuidv7(), provider_id, id, 'live', 'order.read', $2, 1, now() - interval '400 seconds', 0, $3, now() FROM store WHERE id = $1`,
        [store.id, subject, parked ? new Date() : null],
      );
    await ask(stores.slow, '1', false);
    await ask(stores.stuck, '2', true);
    await db.query("UPDATE store SET state = 'failing' WHERE id = $1", [stores.stuck.id]);
    await db.query(
      "UPDATE store_sync SET polled_at = now() - interval '1 hour' WHERE store_id = $1 AND kind = 'orders'",
      [stores.stuck.id],
    );
    await db.query(
      `INSERT INTO certificate (merchant_id, store_id, provider_id, day, kind, window_from, window_to, platform_count, own_count, missing, surplus,
         repaired, differing_checks, checked_at, state)
       SELECT merchant_id, id, provider_id, current_date - 1, t.kind, now(), now(), 1, 1, '{}', '{}', 0, 0, now(), t.state
       FROM store, (VALUES ('orders', 'equal'), ('after_sales', 'different')) AS t(kind, state) WHERE id = $1
       ON CONFLICT (merchant_id, store_id, kind, day) DO UPDATE SET state = EXCLUDED.state`,
      [stores.stuck.id],
    );
    const slow = await health(stores.slow);
    expect(slow.problems).toEqual(['lag']);
    expect(slow.lagSeconds).toBeGreaterThanOrEqual(400);
    const stuck = await health(stores.stuck);
    expect(stuck.problems.sort()).toEqual(['certificate', 'failing', 'late_poll', 'parked']);
    expect([stuck.parkedWork, stuck.certificateState]).toEqual([1, 'different']);
  });

  it('lists the worst first, by problems or by lag, page by page', async () => {
    const names = async (sort: string) => {
      const found: string[] = [];
      for (let cursor = ''; ; ) {
        const page = await owner.get<List>(
          `/api/v1/stores/health?limit=1&sort=${sort}${cursor && `&cursor=${cursor}`}`,
        );
        found.push(...page.items.map(({ name }) => name));
        if (!page.nextCursor) return found;
        cursor = page.nextCursor;
      }
    };
    expect(await names('problems')).toEqual(['stuck', 'slow', 'well']);
    expect((await names('lag'))[0]).toBe('slow');
    expect((await names('lag')).sort()).toEqual(['slow', 'stuck', 'well']);
  });

  it('is of those that the person may see, and of nobody else’s', async () => {
    const stranger = await product.person({ email: 'other@test.example', role: 'provider_owner' }, 'Other provider');
    expect((await stranger.get<List>('/api/v1/stores/health')).items).toEqual([]);
    expect((await stranger.send('GET', `/api/v1/stores/${stores.well.id}/health`)).status).toBe(404);
    const analyst = await product.person({ email: 'analyst@test.example', role: 'provider_analyst' });
    expect((await analyst.get<List>('/api/v1/stores/health')).items).toHaveLength(3);
    const narrow = await product.person({
      email: 'narrow@test.example',
      role: 'provider_staff',
      onlyMerchants: ['slow merchant'],
    });
    expect((await narrow.get<List>('/api/v1/stores/health')).items.map(({ name }) => name)).toEqual(['slow']);
    expect((await narrow.send('GET', `/api/v1/stores/${stores.well.id}/health`)).status).toBe(404);
  });

  it('finds polls late when none came for a while', async () => {
    ahead = 3_600_000;
    expect((await health(stores.well)).problems).toContain('late_poll');
    ahead = 0;
  });
});
