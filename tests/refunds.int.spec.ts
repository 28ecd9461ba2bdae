import { StoredCallRecorder } from '@zhanggui/stores';
import { WechatApi } from '@zhanggui/wechat';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Caller } from './support/caller';
import { type ConnectedStore, Installation, password } from './support/installation';
import { Simulator } from './support/simulator';

interface Door {
  send(request: { path: string }): Promise<{ status: number; text: string }>;
}
interface AfterSale {
  readonly id: string;
  readonly platformAfterSaleId: string;
  readonly status: string;
  readonly platformStatus: string;
  readonly amountFen: number;
  readonly awaitsRefund: boolean;
  readonly decision: { state: string; by: string; amountFen: number; problem: { errcode: number } | null } | null;
}
interface Order {
  readonly afterSales: AfterSale[];
  readonly timeline: { kind: string; name: string; detail: Record<string, unknown> }[];
}

/** Time as the test moves it. */
const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) };
const limitFen = 1500;
const agreement = '/channels/ec/aftersale/acceptapply';

let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;
let agreementsSent = 0;
/** What becomes of agreements on their way to the platform. Undefined: they arrive. */
let onTheWay: ((arrive: Door['send']) => ReturnType<Door['send']>) | undefined;

/** What the platform's other answers become. */
let asShown = (text: string) => text;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({
    wechatBaseUrl: simulator.baseUrl,
    clock,
    config: { refundConfirmAboveFen: limitFen },
  });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'Refunds');
  await product.drain();
  const { door } = product.worker.get(WechatApi) as unknown as { door: Door };
  const send = door.send.bind(door);
  door.send = async (request) => {
    if (request.path !== agreement) {
      const answer = await send(request);
      return { ...answer, text: asShown(answer.text) };
    }
    agreementsSent += 1;
    return onTheWay ? onTheWay(() => send(request)) : send(request);
  };
});
beforeEach(() => {
  agreementsSent = 0;
  onTheWay = undefined;
  asShown = (text) => text;
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

const codeOf = ({ status, body }: { status: number; body: string }) => [
  status,
  body ? JSON.parse(body).code : undefined,
];
const orderOf = (orderId: string) => owner.get<Order>(`/api/v1/orders/${orderId}`);
const onPlatform = async (id: string) =>
  (await simulator.api.get<{ wire: { status: string } }>(`/sim/api/after-sales/${id}`)).wire.status;

/** An order whose buyer asks for money back. */
async function asked(amountFen = 1000) {
  const platformOrderId = await simulator.paidOrder(store.shop.appid);
  const { afterSaleId } = await simulator.api.post<{ afterSaleId: string }>(
    `/sim/api/orders/${platformOrderId}/after-sales`,
    { type: 'REFUND', amountFen },
  );
  await product.settle(simulator);
  const { items } = await owner.get<{ items: { id: string }[] }>(`/api/v1/orders?platformOrderId=${platformOrderId}`);
  const orderId = items[0]!.id;
  const afterSale = (await orderOf(orderId)).afterSales[0]!;
  return { platformOrderId, orderId, afterSaleId, afterSale };
}

const agree = (afterSale: Pick<AfterSale, 'id' | 'amountFen'>, by = owner, amountFen = afterSale.amountFen) =>
  by.send('POST', `/api/v1/after-sales/${afterSale.id}/refund`, { amountFen });

/** The platform pays some seconds after it took an agreement, and says so. */
async function paid() {
  await simulator.api.post('/sim/api/clock/advance', { seconds: 10 });
  await product.settle(simulator);
}

describe('agreeing to a refund', () => {
  it('pays once, stands in the timeline and the log, and becomes a figure', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    expect(afterSale).toMatchObject({ awaitsRefund: true, decision: null, amountFen: 1000 });
    expect((await agree(afterSale)).status).toBe(202);
    expect(codeOf(await agree(afterSale))).toEqual([409, 'REFUND_UNDER_WAY']);
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'waiting', amountFen: 1000 });
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('PLATFORM_REFUNDING');
    expect(codeOf(await agree(afterSale))).toEqual([409, 'NOT_AWAITING_REFUND']);
    await paid();
    await product.worker.get(StoredCallRecorder).flush();
    const { afterSales, timeline } = await orderOf(orderId);
    expect(afterSales[0]).toMatchObject({ status: 'refunded', awaitsRefund: false, decision: { state: 'done' } });
    expect(timeline.filter(({ kind }) => kind === 'act')).toEqual([
      expect.objectContaining({
        name: 'refund_agreed',
        detail: { amountFen: 1000, platformAfterSaleId: afterSaleId, by: 'owner@test.example' },
      }),
    ]);
    expect(timeline.filter(({ name }) => name === agreement)).toEqual([
      expect.objectContaining({ detail: expect.objectContaining({ outcome: 'ok' }) }),
    ]);
    const log = await product.database.owner.query(
      "SELECT actor_name, subject_id, after FROM merchant_audit WHERE action = 'refund.agreed'",
    );
    expect(log).toEqual([
      {
        actor_name: 'owner@test.example',
        subject_id: afterSale.id,
        after: expect.objectContaining({ amountFen: 1000, platformAfterSaleId: afterSaleId }),
      },
    ]);
    expect(agreementsSent).toBe(1);
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });

  it('takes the money of a return when the goods are there, and not before', async () => {
    const platformOrderId = await simulator.paidOrder(store.shop.appid);
    await simulator.act(platformOrderId, 'ship');
    const { afterSaleId } = await simulator.api.post<{ afterSaleId: string }>(
      `/sim/api/orders/${platformOrderId}/after-sales`,
      { type: 'RETURN', amountFen: 700 },
    );
    const shown = async () => {
      await product.settle(simulator);
      const [row] = await product.database.owner.query('SELECT id FROM orders WHERE platform_order_id = $1', [
        platformOrderId,
      ]);
      return (await orderOf(row.id)).afterSales[0]!;
    };
    const before = await shown();
    expect(before.awaitsRefund).toBe(false);
    expect(codeOf(await agree(before))).toEqual([409, 'NOT_AWAITING_REFUND']);
    await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/accept`);
    await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/return`);
    const back = await shown();
    expect(back).toMatchObject({ platformStatus: 'MERCHANT_WAIT_RECEIPT', awaitsRefund: true });
    expect((await agree(back)).status).toBe(202);
    await product.drain();
    await paid();
    expect(await shown()).toMatchObject({ platformStatus: 'MERCHANT_RETURN_SUCCESS', decision: { state: 'done' } });
  });

  it('is refused for another amount than the present one', async () => {
    const { afterSale } = await asked();
    const answer = await agree(afterSale, owner, 999);
    expect(codeOf(answer)).toEqual([409, 'REFUND_AMOUNT_CHANGED']);
    expect(JSON.parse(answer.body).details).toMatchObject({ amountFen: 1000 });
    await product.drain();
    expect(agreementsSent).toBe(0);
  });
});

describe('whatever happens on the way', () => {
  it('an answer that is lost after the platform took it is found out, and nothing is sent again', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    onTheWay = async (arrive) => {
      await arrive({ path: agreement });
      throw new Error('The connection broke');
    };
    await agree(afterSale);
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('PLATFORM_REFUNDING');
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'sent' });
    clock.aheadMs += 5000;
    await product.drain();
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'done' });
    expect(agreementsSent).toBe(1);
  });

  it('one that never arrived is sent again', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    onTheWay = async () => {
      throw new Error('The connection broke');
    };
    await agree(afterSale);
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('MERCHANT_PROCESSING');
    onTheWay = undefined;
    clock.aheadMs += 5000;
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('PLATFORM_REFUNDING');
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'done' });
    expect(agreementsSent).toBe(2);
  });

  it('one that never arrived is not taken for the agreement that somebody gave elsewhere', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    onTheWay = async () => {
      throw new Error('The connection broke');
    };
    await agree(afterSale);
    await product.drain();
    await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/accept`);
    clock.aheadMs += 5000;
    await product.settle(simulator);
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'overtaken' });
    expect(agreementsSent).toBe(1);
  });

  it('one that arrives twice, as from two processes, is one refund and done', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    onTheWay = async (arrive) => {
      await arrive({ path: agreement });
      return arrive({ path: agreement });
    };
    await agree(afterSale);
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('PLATFORM_REFUNDING');
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'done' });
    await paid();
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });

  it('a buyer who takes the wish back is not paid', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    await agree(afterSale);
    await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/cancel`);
    await product.settle(simulator);
    const { afterSales, timeline } = await orderOf(orderId);
    expect(afterSales[0]).toMatchObject({ status: 'closed', decision: { state: 'overtaken' } });
    expect(timeline.filter(({ kind }) => kind === 'act').map(({ name }) => name)).toEqual([
      'refund_overtaken',
      'refund_agreed',
    ]);
    expect(agreementsSent).toBe(0);
  });

  it('an amount that changes before it is sent is not paid', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    await agree(afterSale);
    asShown = (text) => text.replace('"amount":1000', '"amount":1001');
    await product.drain();
    expect((await orderOf(orderId)).afterSales[0]).toMatchObject({
      amountFen: 1001,
      decision: { state: 'overtaken', amountFen: 1000 },
    });
    expect(await onPlatform(afterSaleId)).toBe('MERCHANT_PROCESSING');
    expect(agreementsSent).toBe(0);
  });

  it.each(['in the console of the shop', 'by another program'])(
    'what was refunded %s meanwhile is not taken for ours',
    async (where) => {
      const { orderId, afterSaleId, afterSale } = await asked();
      await agree(afterSale);
      const elsewhere = where.startsWith('in') ? 0 : 1;
      if (elsewhere) await product.worker.get(WechatApi).agreeToRefund({ appId: store.shop.appid }, afterSaleId);
      else await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/accept`);
      await product.settle(simulator);
      expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'overtaken' });
      expect(agreementsSent).toBe(elsewhere);
    },
  );

  it('a refusal ends it with its reason, and it can be agreed to anew', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    onTheWay = async () => ({ status: 200, text: '{"errcode":10021046,"errmsg":"balance not enough"}' });
    await agree(afterSale);
    await product.drain();
    expect((await orderOf(orderId)).afterSales[0]).toMatchObject({
      awaitsRefund: true,
      decision: { state: 'failed', problem: { errcode: 10021046 } },
    });
    onTheWay = undefined;
    expect((await agree(afterSale)).status).toBe(202);
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('PLATFORM_REFUNDING');
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'done', problem: null });
  });

  it('says what holds it up until a person mends it, and goes on then', async () => {
    const { orderId, afterSaleId, afterSale } = await asked();
    onTheWay = async () => ({ status: 200, text: '{"errcode":48001,"errmsg":"api unauthorized"}' });
    await agree(afterSale);
    await product.drain();
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({
      state: 'sent',
      problem: { errcode: 48001 },
    });
    onTheWay = undefined;
    await owner.post(`/api/v1/work/restart?merchantId=${store.merchantId}`);
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('PLATFORM_REFUNDING');
    expect((await orderOf(orderId)).afterSales[0]!.decision).toMatchObject({ state: 'done', problem: null });
  });

  it('two refunds of one order go a minute apart, by themselves', async () => {
    const { appid } = store.shop;
    const { products } = await simulator.api.get<{ products: { productId: string; skus: { skuId: string }[] }[] }>(
      `/sim/api/shops/${appid}/products`,
    );
    const { productId, skus } = products[0]!;
    const lines = [0, 1].map((at) => ({ productId, skuId: skus[at]!.skuId, count: 1 }));
    const platformOrderId = await simulator.paidOrder(appid, { lines });
    for (const lineIndex of [0, 1])
      await simulator.api.post(`/sim/api/orders/${platformOrderId}/after-sales`, {
        type: 'REFUND',
        lineIndex,
        amountFen: 100,
      });
    await product.settle(simulator);
    const [row] = await product.database.owner.query('SELECT id FROM orders WHERE platform_order_id = $1', [
      platformOrderId,
    ]);
    const states = async () =>
      (await orderOf(row.id)).afterSales.map(({ decision, platformStatus }) => `${decision?.state} ${platformStatus}`);
    for (const afterSale of (await orderOf(row.id)).afterSales) {
      expect((await agree(afterSale)).status).toBe(202);
      await product.drain();
      await paid();
    }
    expect((await states()).sort()).toEqual(['done MERCHANT_REFUND_SUCCESS', 'sent MERCHANT_PROCESSING']);
    clock.aheadMs += 62_000;
    await simulator.api.post('/sim/api/clock/advance', { seconds: 62 });
    await product.drain();
    await paid();
    expect(await states()).toEqual(['done MERCHANT_REFUND_SUCCESS', 'done MERCHANT_REFUND_SUCCESS']);
  });
});

describe('above the limit', () => {
  it('a person shows first that it is they', async () => {
    const { afterSaleId, afterSale } = await asked(limitFen + 1);
    const manager = await product.person({
      email: 'manager@test.example',
      role: 'merchant_manager',
      merchant: 'Refunds merchant',
    });
    // Signing in shows it too, for ten minutes.
    clock.aheadMs += 10 * 60_000;
    expect(codeOf(await agree(afterSale, manager))).toEqual([403, 'CONFIRMATION_NEEDED']);
    await product.drain();
    expect(agreementsSent).toBe(0);
    await manager.post('/api/v1/auth/confirm', { password });
    expect((await agree(afterSale, manager)).status).toBe(202);
    await product.drain();
    expect(await onPlatform(afterSaleId)).toBe('PLATFORM_REFUNDING');
    clock.aheadMs += 10 * 60_000;
    const next = await asked(limitFen + 1);
    expect(codeOf(await agree(next.afterSale, manager))).toEqual([403, 'CONFIRMATION_NEEDED']);
    const small = await asked(limitFen);
    expect((await agree(small.afterSale, manager)).status).toBe(202);
  });

  it('an API key cannot, and below it can', async () => {
    await owner.post('/api/v1/auth/confirm', { password });
    const { key } = await owner.post<{ key: string }>('/api/v1/keys', {
      name: 'ERP',
      permissions: ['refund.agree'],
      grants: null,
      days: 30,
    });
    const byKey = ({ id, amountFen }: AfterSale) =>
      new Caller(product.baseUrl).send(
        'POST',
        `/api/v1/after-sales/${id}/refund`,
        { amountFen },
        { authorization: `Bearer ${key}` },
      );
    const [large, small] = [await asked(limitFen + 1), await asked(limitFen)];
    expect(codeOf(await byKey(large.afterSale))).toEqual([403, 'SIGN_IN_ONLY']);
    expect((await byKey(small.afterSale)).status).toBe(202);
    await product.drain();
    expect(await onPlatform(large.afterSaleId)).toBe('MERCHANT_PROCESSING');
    expect(await onPlatform(small.afterSaleId)).toBe('PLATFORM_REFUNDING');
  });
});
