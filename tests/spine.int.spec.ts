import { createHash } from 'node:crypto';
import { sealReply } from '@zhanggui/wechat';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

interface OrderDetail {
  id: string;
  state: string;
  platformStatus: number;
  paidFen: number;
  receivableFen: number;
  refundedFen: number;
  freightFen: number;
  productFen: number;
  discounts: { bearer: string; fen: number }[];
  isGift: boolean;
  payerOpenid: string | null;
  recipientOpenid: string | null;
  entryPoint: string;
  receiver: Record<string, string | null> | null;
  items: { paidFen: number; count: number; onAfterSaleCount: number; finishedAfterSaleCount: number }[];
  gift: { state: string; shares: { giftState: string; platformOrderId: string }[] } | null;
  afterSales: { status: string; kind: string; amountFen: number }[];
  timeline: { kind: string; name: string; at: string }[];
  raw: string | null;
}

let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'Spine');
  await product.drain();
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});
beforeEach(() => simulator.faults({ reset: true }));

const find = async (platformOrderId: string): Promise<OrderDetail | undefined> =>
  (await owner.get<{ items: OrderDetail[] }>(`/api/v1/orders?platformOrderId=${platformOrderId}`)).items[0];
const one = async (sql: string, ...params: unknown[]) => (await product.database.owner.query(sql, params))[0];

describe('from a push to a correct order', () => {
  it('shows an order with its parts as soon as its pushes are worked off', async () => {
    const id = await simulator.paidOrder(store.shop.appid, { freightFen: 800, scene: 2 });
    await product.settle(simulator);
    const order = (await find(id))!;
    const platform = await simulator.get(id);
    expect(order).toMatchObject({
      state: 'to_ship',
      platformStatus: 20,
      paidFen: platform.paidFen,
      freightFen: 800,
      entryPoint: 'live',
      isGift: false,
    });
    expect(order.items.reduce((sum, item) => sum + item.paidFen, 0) + order.freightFen).toBe(order.paidFen);
    expect(order.payerOpenid).toBe(order.recipientOpenid);
    expect(order.receiver?.['name']).toMatch(/^.\*\*$/);
    expect(order.timeline.filter((entry) => entry.kind === 'state').map((entry) => entry.name)).toContain('to_ship');
    expect(order.timeline.filter((entry) => entry.kind === 'push').map((entry) => entry.name)).toContain(
      'channels_ec_order_pay',
    );
    expect(order.raw).toContain(id);
    expect(order.raw).not.toContain('tel_number');
  });

  it('gives the same order and figures when pushes come twice, late and in any order', async () => {
    await simulator.faults({ duplicatePush: 0.7, reorderPush: 0.7, reorderPushMs: 150 });
    const ids: string[] = [];
    for (let i = 0; i < 15; i++) ids.push(await simulator.paidOrder(store.shop.appid));
    await Promise.all(ids.map(async (id, i) => (i % 2 === 0 ? simulator.act(id, 'ship') : undefined)));
    await product.settle(simulator);
    for (const [i, id] of ids.entries()) {
      const order = (await find(id))!;
      expect([order.state, order.paidFen]).toEqual([
        i % 2 === 0 ? 'shipped' : 'to_ship',
        (await simulator.get(id)).paidFen,
      ]);
      const states = order.timeline.filter((entry) => entry.kind === 'state').map((entry) => entry.name);
      expect(new Set(states).size).toBe(states.length);
    }
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });

  it('finds by polling what no push announced', async () => {
    await simulator.faults({ losePush: 1 });
    const id = await simulator.paidOrder(store.shop.appid, { at: new Date(Date.now() - 60_000).toISOString() });
    await product.settle(simulator);
    expect(await find(id)).toBeUndefined();
    await product.database.owner.query("UPDATE store_sync SET due_at = now() - interval '1 second'");
    expect(await product.scheduler.requestPolls()).toBeGreaterThanOrEqual(3);
    await product.drain();
    expect((await find(id))?.state).toBe('to_ship');
  });

  it('keeps a state that it does not know as unknown, with the number', async () => {
    const id = await simulator.paidOrder(store.shop.appid);
    await simulator.act(id, 'status', { status: 777 });
    await product.settle(simulator);
    await owner.get('/api/v1/orders');
    await product.database.owner.query("UPDATE store_sync SET due_at = now() - interval '1 second'");
    const { merchantId } = store;
    await one(
      `INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, created_at)
       SELECT $1, uuidv7(), provider_id, $2, 'live', 'order.read', $3, 1, now(), 0, now() FROM store WHERE id = $2 ON CONFLICT DO NOTHING`,
      merchantId,
      store.id,
      id,
    );
    await product.drain();
    expect(await find(id)).toMatchObject({ state: 'unknown', platformStatus: 777 });
  });
});

describe('refunds and gifts', () => {
  it('counts a refund once, on the order and in the figures, and leaves GMV alone', async () => {
    const id = await simulator.paidOrder(store.shop.appid);
    const { paidFen } = await simulator.get(id);
    const { afterSaleId } = await simulator.api.post<{ afterSaleId: string }>(`/sim/api/orders/${id}/after-sales`, {
      type: 'REFUND',
    });
    await product.settle(simulator);
    const open = (await find(id))!;
    expect(open).toMatchObject({ refundedFen: 0, paidFen });
    expect(open.afterSales[0]).toMatchObject({ status: 'open' });
    await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/finish`);
    await simulator.faults({ duplicatePush: 0.6 });
    await product.settle(simulator);
    await product.drain();
    const refunded = (await find(id))!;
    expect(refunded.afterSales[0]?.status).toBe('refunded');
    expect(refunded.refundedFen).toBe(refunded.afterSales[0]?.amountFen);
    expect(refunded.refundedFen).toBeGreaterThan(0);
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });

  it('follows a gift from payment to its recipient, with the payer apart', async () => {
    const { orderIds, giftId } = await simulator.order(store.shop.appid, { kind: 'gift', pay: true });
    await product.settle(simulator);
    const unclaimed = (await find(orderIds[0]!))!;
    expect(unclaimed).toMatchObject({ state: 'gift_unclaimed', isGift: true, recipientOpenid: null, receiver: null });
    expect(unclaimed.payerOpenid).toBeTruthy();
    expect(unclaimed.gift?.state).toBe('unclaimed');
    await simulator.act(orderIds[0]!, 'accept');
    await product.settle(simulator);
    const claimed = (await find(orderIds[0]!))!;
    expect(claimed).toMatchObject({ state: 'to_ship', payerOpenid: unclaimed.payerOpenid });
    expect(claimed.recipientOpenid).not.toBe(claimed.payerOpenid);
    expect(claimed.gift?.state).toBe('claimed');
    expect(giftId).toBeTruthy();
  });

  it('books the unclaimed shares of a group gift as expired, once, and outside the refunds', async () => {
    const { orderIds } = await simulator.order(store.shop.appid, {
      kind: 'group-gift',
      shares: 3,
      pay: true,
      at: new Date(Date.now() - 23.8 * 3_600_000).toISOString(),
    });
    await simulator.act(orderIds[0]!, 'accept', { at: new Date(Date.now() - 23 * 3_600_000).toISOString() });
    // The platform's day for accepting ends, and a minute later the money is back.
    await simulator.api.post('/sim/api/clock/advance', { seconds: 15 * 60 });
    await product.settle(simulator);
    await product.drain();
    const shares = (await find(orderIds[1]!))!;
    expect(shares.gift?.shares.map((share) => share.giftState).sort()).toEqual(['claimed', 'expired', 'expired']);
    expect(shares).toMatchObject({ state: 'cancelled_refunded', refundedFen: shares.paidFen });
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });

  it('counts nothing for what the shop gave away', async () => {
    const { orderIds } = await simulator.order(store.shop.appid, { kind: 'free-gift', pay: true });
    await product.settle(simulator);
    expect(await find(orderIds[0]!)).toMatchObject({ paidFen: 0, receivableFen: 0, isGift: true });
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'Asia/Shanghai'));
  });
});

describe('callbacks', () => {
  const token = 'tok';
  const aesKey = 'k'.repeat(43);
  const deliver = async (
    plaintext: string,
    changes: { signature?: string; body?: string; appId?: string; appid?: string } = {},
  ) => {
    const appid = changes.appid ?? store.shop.appid;
    const secret = await storeToken();
    const timestamp = Math.floor(Date.now() / 1000);
    const sealed = JSON.parse(
      sealReply({
        plaintext,
        format: 'json',
        token: secret,
        aesKey,
        appId: changes.appId ?? store.shop.appid,
        timestamp,
        nonce: '7',
      }),
    ) as Record<string, string>;
    const query = new URLSearchParams({
      timestamp: String(timestamp),
      nonce: '7',
      encrypt_type: 'aes',
      msg_signature: changes.signature ?? sealed['MsgSignature']!,
    });
    const body = changes.body ?? JSON.stringify({ ToUserName: 'gh_x', Encrypt: sealed['Encrypt'] });
    return owner.send('POST', `/wechat/apps/${appid}?${query}`, body);
  };
  const storeToken = async (): Promise<string> => {
    const pushes = await simulator.api.get<{ push: { token: string } }>(`/sim/api/shops/${store.shop.appid}`);
    return pushes.push.token ?? token;
  };
  const inbox = async () => Number((await one('SELECT count(*) AS n FROM inbox')).n);
  const event = (name: string, at: number, rest = '') =>
    `{"ToUserName":"gh_x","FromUserName":"o","CreateTime":${at},"MsgType":"event","Event":"${name}"${rest}}`;

  it('answers the verification of its URL and nobody else', async () => {
    const secret = await storeToken();
    const signature = createHash('sha1').update([secret, '1', '2'].sort().join('')).digest('hex');
    const path = (sign: string) =>
      `/wechat/apps/${store.shop.appid}?timestamp=1&nonce=2&echostr=hello&signature=${sign}`;
    expect((await owner.send('GET', path(signature))).body).toBe('hello');
    expect((await owner.send('GET', path('0'.repeat(40)))).status).toBe(403);
  });

  it('keeps an authentic push once, however often and newly encrypted it comes', async () => {
    const before = await inbox();
    const text = event(
      'channels_ec_order_pay',
      1_767_225_761,
      ',"order_info":{"order_id":3731001999999999999,"pay_time":1767225760}',
    );
    for (let i = 0; i < 3; i++) expect(await deliver(text)).toMatchObject({ status: 200, body: 'success' });
    expect(await inbox()).toBe(before + 1);
    const row = await one('SELECT subject_id, state FROM inbox ORDER BY received_at DESC LIMIT 1');
    expect(row).toEqual({ subject_id: '3731001999999999999', state: 'waiting' });
    // The platform does not know this order: the work is parked for a person, with a sentence.
    expect(await product.drain()).toContain('parked');
    const { parked } = await owner.get<{
      parked: { id: string; subject: string; errorZh: string; merchantId: string }[];
    }>('/api/v1/work');
    const mine = parked.find((entry) => entry.subject === '3731001999999999999')!;
    expect(mine.errorZh).not.toBe('');
    await owner.post(`/api/v1/work/${mine.id}/restart?merchantId=${mine.merchantId}`);
    expect(await product.drain()).toEqual(['parked']);
  });

  it.each([
    [
      'a character that no database keeps',
      event('channels_ec_order_\0pay', 4, ',"order_info":{"order_id":"37\\u0000"}'),
    ],
    ['the same outside of every text', '{"Event":\0}'],
    [
      'an id longer than any index takes',
      event('channels_ec_order_pay', 5, `,"order_info":{"order_id":"${'9'.repeat(5000)}"}`),
    ],
    ['a time beyond every calendar', event('channels_ec_order_pay', 9_007_199_254_740_991)],
  ])('keeps an authentic push with %s', async (_, text) => {
    const before = await inbox();
    expect(await deliver(text)).toMatchObject({ status: 200, body: 'success' });
    expect(await inbox()).toBe(before + 1);
    await product.database.owner.query("DELETE FROM inbox WHERE state IN ('unknown', 'unreadable')");
  });

  it('takes up a kept push again when it is understood, as often as one likes, with the same result', async () => {
    const id = await simulator.paidOrder(store.shop.appid);
    await product.settle(simulator);
    const about = 'subject_kind = NULL, subject_id = NULL, order_platform_id = NULL';
    // As an earlier release kept it, which did not know the event.
    const [push] = (
      await product.database.owner.query(
        `UPDATE inbox SET state = 'unknown', ${about} WHERE id = (SELECT id FROM inbox WHERE order_platform_id = $1 LIMIT 1) RETURNING id`,
        [id],
      )
    )[0];
    const before = await product.figures(store.id);
    for (let i = 0; i < 2; i++) {
      expect(
        (await owner.send('POST', `/api/v1/work/pushes/${push.id}/replay?merchantId=${store.merchantId}`, {})).status,
      ).toBe(202);
      await product.drain();
    }
    const [row] = await product.database.owner.query('SELECT state, order_platform_id FROM inbox WHERE id = $1', [
      push.id,
    ]);
    expect(row).toEqual({ state: 'done', order_platform_id: id });
    expect(await product.figures(store.id)).toEqual(before);
    await product.database.owner.query("UPDATE inbox SET body = '{broken' WHERE id = $1", [push.id]);
    const refused = await owner.send(
      'POST',
      `/api/v1/work/pushes/${push.id}/replay?merchantId=${store.merchantId}`,
      {},
    );
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([409, 'PUSH_NOT_UNDERSTOOD']);
  });

  it('keeps a note of a colleague in the order’s timeline, with who wrote it', async () => {
    const id = await simulator.paidOrder(store.shop.appid);
    await product.settle(simulator);
    const { items } = await owner.get<{ items: { id: string }[] }>(`/api/v1/orders?platformOrderId=${id}`);
    const at = `/api/v1/orders/${items[0]!.id}`;
    await owner.post(`${at}/notes`, { text: '  买家改了地址 ' });
    const { timeline } = await owner.get<{ timeline: { kind: string; name: string; detail: object }[] }>(at);
    expect(timeline.filter(({ kind }) => kind === 'act')).toMatchObject([
      { name: 'note', detail: { text: '买家改了地址', by: 'owner@test.example' } },
    ]);
    expect((await owner.send('POST', `${at}/notes`, { text: ' ' })).status).toBe(400);
  });

  it('keeps unknown events and unreadable texts raw and visible, and answers success', async () => {
    expect((await deliver(event('a_new_event', 1, ',"x":{"y":1}'))).body).toBe('success');
    expect(await deliver('{"ToUserName": broken')).toMatchObject({ status: 200, body: 'success' });
    const { items } = await owner.get<{ items: { state: string; body: string; event: string }[] }>(
      `/api/v1/work/pushes?merchantId=${store.merchantId}`,
    );
    expect(items.map((item) => item.state).sort()).toEqual(['unknown', 'unreadable']);
    expect(items.find((item) => item.state === 'unreadable')?.body).toBe('{"ToUserName": broken');
  });

  it.each([
    ['a forged signature', { signature: '0'.repeat(40) }],
    ['another app in the plaintext', { appId: 'wxsomebodyelse' }],
    ['a plain body', { body: event('channels_ec_order_pay', 2) }],
    ['an empty body', { body: '' }],
    ['no envelope', { body: '[1,2,3]' }],
    ['something too large', { body: `{"Encrypt":"${'A'.repeat(70_000)}"}` }],
    ['an app nobody connected', { appid: 'wxnobody000000' }],
    ['an address that is no app', { appid: 'a%2Fb' }],
  ])('refuses %s with a 4xx and without a row', async (_, changes) => {
    const before = await inbox();
    const { status } = await deliver(event('channels_ec_order_pay', 3), changes);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await inbox()).toBe(before);
  });
});

describe('figures', () => {
  it('are the same folded, unfolded and computed anew from the orders', async () => {
    const unfolded = await product.figures(store.id);
    expect(await product.scheduler.foldFigures()).toBeGreaterThan(0);
    expect(await product.scheduler.foldFigures()).toBe(0);
    expect(await product.figures(store.id)).toEqual(unfolded);
    // A store that moves to another zone gets every figure on its new days, and back again.
    const path = `/api/v1/stores/${store.id}?merchantId=${store.merchantId}`;
    await owner.patch(path, { timeZone: 'America/New_York' });
    await product.drain();
    expect(await product.figures(store.id)).toEqual(await simulator.figures(store.shop.appid, 'America/New_York'));
    await owner.patch(path, { timeZone: 'Asia/Shanghai' });
    await product.drain();
    expect(await product.figures(store.id)).toEqual(unfolded);
  });
});
