import { addDays, businessDay } from '@zhanggui/contracts';
import { WorkProcessor } from '@zhanggui/ingestion';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

interface Certificate {
  day: string;
  kind: string;
  state: string;
  platformCount: number;
  ownCount: number;
  missing: string[];
  surplus: string[];
  repaired: number;
}
interface Detail {
  backfill: { state: string; found: number; scanned: number; waiting: number };
  certificates: Certificate[];
}

let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl, config: { backfillDays: 12 } });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'History');
  // Nothing is worked on yet: the shop has sold for twelve days when its history is first read.
  await simulator.api.post('/sim/api/history', { appids: [store.shop.appid], days: 10, ordersPerDay: 14 });
  // What was due by now happens now, not while the history is read.
  await simulator.api.post('/sim/api/clock/advance', { seconds: 1 });
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

const detail = () => owner.get<Detail>(`/api/v1/stores/${store.id}?merchantId=${store.merchantId}`);
const work = (topic: string): Promise<{ merchant_id: string; id: string }[]> =>
  product.database.owner.query('SELECT merchant_id, id FROM work WHERE topic = $1', [topic]);
const url = (path: string) => `/api/v1/stores/${store.id}/${path}?merchantId=${store.merchantId}`;

describe('the history of a store that was just connected', () => {
  it('can be paused half-way and goes on where it was', async () => {
    const [backfill] = await work('store.backfill');
    await simulator.faults({ slow: 1, slowMs: 120 });
    const running = product.worker.get(WorkProcessor).process({ merchantId: backfill!.merchant_id, id: backfill!.id });
    for (let found = 0; found === 0; ) found = (await detail()).backfill.found;
    await owner.post(url('backfill/pause'));
    expect(await running).toBe('done');
    await simulator.faults({ reset: true });
    const paused = (await detail()).backfill;
    expect(paused.state).toBe('paused');
    expect(paused.scanned).toBeLessThan(1);
    await owner.post(url('backfill'));
    expect((await owner.send('POST', url('backfill'), {})).status).toBe(409);
    await product.drain();
    const done = (await detail()).backfill;
    expect(done).toMatchObject({ state: 'done', scanned: 1, waiting: 0 });
    expect(done.found).toBeGreaterThan(100);
  });

  it('brings every figure of every day to the fen', async () => {
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });

  it('proves the last days against the platform', async () => {
    const { certificates } = await detail();
    expect(certificates).toHaveLength(21);
    for (const certificate of certificates) {
      expect([certificate.day, certificate.kind, certificate.state, certificate.missing, certificate.surplus]).toEqual([
        certificate.day,
        certificate.kind,
        'equal',
        [],
        [],
      ]);
      expect(certificate.platformCount).toBe(certificate.ownCount);
    }
    expect(certificates.reduce((sum, certificate) => sum + certificate.ownCount, 0)).toBeGreaterThan(50);
  });
});

describe('reconciliation', () => {
  it('finds what is missing, stale or surplus on a day, repairs it and says so', async () => {
    const day = addDays(businessDay(new Date(), 'Asia/Shanghai'), -3);
    const before = await product.figures(store.id);
    const ids: string[] = (
      await product.database.owner.query(
        "SELECT platform_order_id AS id FROM orders WHERE (updated_at AT TIME ZONE 'Asia/Shanghai')::date = $1 ORDER BY 1 LIMIT 3",
        [day],
      )
    ).map((row: { id: string }) => row.id);
    const [lost, moved] = ids as [string, string];
    // One order lost with its figures, one that we believe to have changed on this day although it was the day before.
    await product.database.owner.query(
      `WITH gone AS (DELETE FROM orders WHERE platform_order_id = $1 RETURNING merchant_id, provider_id, store_id, facts)
       INSERT INTO metric_delta (merchant_id, id, provider_id, store_id, hour, day, entry_point, is_gift, orders, gmv_fen, refunds, refund_fen, expired_gifts, expired_gift_fen)
       SELECT merchant_id, uuidv7(), provider_id, store_id, (f->>'hour')::timestamptz, (f->>'day')::date, f->>'entryPoint', (f->>'isGift')::boolean,
         -(f->>'orders')::bigint, -(f->>'gmvFen')::bigint, -(f->>'refunds')::bigint, -(f->>'refundFen')::bigint, -(f->>'expiredGifts')::bigint, -(f->>'expiredGiftFen')::bigint
       FROM gone, jsonb_array_elements(facts) AS f`,
      [lost],
    );
    await product.database.owner.query(
      "UPDATE orders SET updated_at = updated_at - interval '1 day' WHERE platform_order_id = $1",
      [moved],
    );
    await owner.post(url('certificates'), { day });
    await product.drain();
    const first = (await detail()).certificates.find((entry) => entry.day === day && entry.kind === 'orders')!;
    expect([first.state, [...first.missing].sort()]).toEqual(['repairing', [lost, moved].sort()]);
    await product.database.owner.query("UPDATE work SET available_at = now() - interval '1 second'");
    await product.drain();
    const second = (await detail()).certificates.find((entry) => entry.day === day && entry.kind === 'orders')!;
    expect([second.state, second.missing, second.repaired]).toEqual(['equal', [], 2]);
    expect(await product.figures(store.id)).toEqual(before);
  });
});
