import { BuyerRetention } from '@zhanggui/ingestion';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

const clock = {
  passed: 0,
  now() {
    return new Date(Date.now() + this.passed);
  },
};
let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;
let oldOrder: string;
let newOrder: string;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl, clock, config: { buyerRetentionDays: 30 } });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'Retention');
  const at = (daysAgo: number) => ({ at: new Date(Date.now() - daysAgo * 86_400_000).toISOString() });
  oldOrder = await simulator.paidOrder(store.shop.appid, at(6));
  newOrder = await simulator.paidOrder(store.shop.appid, at(1));
  await product.settle(simulator);
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

const row = async (platformOrderId: string) => {
  const [found] = await product.database.owner.query(
    `SELECT o.receiver_sealed, o.receiver_masked, o.customer_note, o.paid_fen, s.raw FROM orders o
     LEFT JOIN order_snapshot s ON s.merchant_id = o.merchant_id AND s.order_id = o.id WHERE o.platform_order_id = $1`,
    [platformOrderId],
  );
  return found;
};
const forget = () => product.worker.get(BuyerRetention).run();

describe('buyers', () => {
  it('are forgotten some time after the last change of their order, and not before; money and region stay', async () => {
    const before = await row(oldOrder);
    expect(before.receiver_masked.name).toMatch(/\*\*/);
    await forget();
    expect(await row(oldOrder)).toEqual(before);
    clock.passed = 27 * 86_400_000;
    await forget();
    expect(await row(oldOrder)).toEqual({
      receiver_sealed: null,
      receiver_masked: { ...before.receiver_masked, name: null, tel: null },
      customer_note: null,
      paid_fen: before.paid_fen,
      raw: null,
    });
    expect((await row(newOrder)).receiver_sealed).not.toBeNull();
    owner = await product.signIn('owner@test.example');
    const { items } = await owner.get<{ items: { id: string }[] }>(`/api/v1/orders?platformOrderId=${oldOrder}`);
    expect(items).toHaveLength(1);
    // Not gone through again, and the next one in its time.
    expect(await forget()).toBe(0);
    clock.passed = 32 * 86_400_000;
    expect(await forget()).toBe(1);
    expect((await row(newOrder)).receiver_sealed).toBeNull();
  });

  it('do not come back when such an order is read again', async () => {
    owner = await product.signIn('owner@test.example');
    const { items } = await owner.get<{ items: { id: string }[] }>(`/api/v1/orders?platformOrderId=${oldOrder}`);
    const merchant = `merchantId=${store.merchantId}`;
    await owner.post(`/api/v1/orders/${items[0]!.id}/read-again?${merchant}`);
    await product.drain();
    const again = await row(oldOrder);
    expect([again.receiver_masked.name, again.receiver_masked.tel, again.customer_note, again.raw]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(again.receiver_masked.province).toBeTruthy();
  });
});
