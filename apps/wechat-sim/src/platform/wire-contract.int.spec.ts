import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dropDatabase, TestSimulator } from '../testing/test-simulator';

let sim: TestSimulator;
beforeAll(async () => {
  sim = await TestSimulator.start();
});
beforeEach(async () => {
  await sim.put('/sim/api/faults', { reset: true });
});
afterAll(async () => {
  await sim.stop();
  await dropDatabase(sim.databaseUrl);
});

const now = () => sim.simulator.clock.now();
const info = '/channels/ec/basics/info/get?access_token=';
const orderGet = '/channels/ec/order/get?access_token=';
const orderList = '/channels/ec/order/list/get?access_token=';

describe('self-run tokens', () => {
  const credentials = (shop: { appid: string; secret: string }) => ({ grant_type: 'client_credential', ...shop });

  it('gives the same token with its remaining life until it is about to end', async () => {
    const { appid, secret, token } = await sim.shop(1);
    await sim.pass(1000);
    expect(await sim.post('/cgi-bin/stable_token', credentials({ appid, secret }))).toEqual({
      access_token: token,
      expires_in: 6200,
    });
    await sim.pass(6000);
    const next = await sim.post('/cgi-bin/stable_token', credentials({ appid, secret }));
    expect(next).toMatchObject({ expires_in: 7200 });
    expect(await sim.get(info + token)).toMatchObject({ errcode: 0 });
    await sim.pass(201);
    expect(await sim.get(info + token)).toMatchObject({ errcode: 42001 });
    expect(await sim.get(info + next['access_token'])).toMatchObject({ errcode: 0 });
  });

  it('keeps the slots of the two calls apart', async () => {
    const { appid, secret, token } = await sim.shop(1);
    const query = `grant_type=client_credential&appid=${appid}&secret=${secret}`;
    const first = await sim.get(`/cgi-bin/token?${query}`);
    const second = await sim.get(`/cgi-bin/token?${query}`);
    expect(await sim.get(info + first['access_token'])).toMatchObject({ errcode: 40001 });
    expect(await sim.get(info + second['access_token'])).toMatchObject({ errcode: 0 });
    expect(await sim.get(info + token)).toMatchObject({ errcode: 0 });
  });

  it('ends the former token when forced, at most every 30 s', async () => {
    const { appid, secret, token } = await sim.shop(1);
    const forced = { ...credentials({ appid, secret }), force_refresh: true };
    expect(await sim.post('/cgi-bin/stable_token', forced)).toMatchObject({ expires_in: 7200 });
    expect(await sim.get(info + token)).toMatchObject({ errcode: 40001 });
    expect(await sim.post('/cgi-bin/stable_token', forced)).toMatchObject({ errcode: 45011 });
    await sim.pass(31);
    expect(await sim.post('/cgi-bin/stable_token', forced)).toMatchObject({ expires_in: 7200 });
  });

  it.each([
    [{ grant_type: 'x' }, 40002],
    [{ appid: undefined }, 41002],
    [{ secret: undefined }, 41004],
    [{ appid: 'wxnobody' }, 40013],
    [{ secret: 'wrong' }, 40125],
  ])('refuses %j with %i', async (change, errcode) => {
    const { appid, secret } = await sim.shop(1);
    const answer = await sim.post('/cgi-bin/stable_token', { ...credentials({ appid, secret }), ...change });
    expect(answer).toMatchObject({
      errcode,
      errmsg: expect.stringMatching(/rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/),
    });
  });
});

describe('every call', () => {
  it('answers the platform errors', async () => {
    const { token } = await sim.shop(1);
    const { appid } = await sim.shop(1);
    const { id } = await sim.order(appid);
    expect(await sim.post(info + token, {})).toMatchObject({ errcode: 43001 });
    expect(await sim.get(orderGet + token)).toMatchObject({ errcode: 43002 });
    expect(await sim.post('/channels/ec/order/get', {})).toMatchObject({ errcode: 41001 });
    expect(await sim.post(`${orderGet}unknown`, {})).toMatchObject({ errcode: 40001 });
    expect(await sim.post(orderGet + token, '{"order_id":')).toMatchObject({ errcode: 47001 });
    expect(await sim.post(orderGet + token, { order_id: {} })).toMatchObject({ errcode: 47001 });
    expect(await sim.post(orderGet + token, {})).toMatchObject({ errcode: 40097 });
    expect(await sim.post(orderGet + token, { order_id: id })).toMatchObject({ errcode: 100002 });
    expect(await sim.post(`/channels/ec/no/such?access_token=${token}`, {})).toMatchObject({ errcode: 40066 });
  });

  it('takes both prefixes and ids as text or as bare number', async () => {
    const { appid, token } = await sim.shop(1);
    const { id } = await sim.order(appid);
    const asNumber = await sim.post(`/shop/ec/order/get?access_token=${token}`, `{"order_id":${id}}`);
    expect(asNumber['order']).toMatchObject({ order_id: id, status: 20, is_present: false });
  });

  it('has faults to switch on', async () => {
    const { appid, token } = await sim.shop(1);
    const { id } = await sim.order(appid);
    const codes: [object, number][] = [
      [{ busy: 1 }, -1],
      [{ dailyQuota: 1 }, 45009],
      [{ minuteQuota: 1 }, 45011],
    ];
    for (const [fault, errcode] of codes) {
      await sim.put('/sim/api/faults', { reset: true, ...fault });
      expect(await sim.post(orderGet + token, { order_id: id })).toMatchObject({ errcode });
    }
    await sim.put('/sim/api/faults', { reset: true, forbidden: 1 });
    expect(await sim.post(orderGet + token, { order_id: id })).toEqual({ httpStatus: 403 });
    await sim.put('/sim/api/faults', { reset: true, idsAsNumbers: 1 });
    const raw = await sim.server.inject({
      method: 'POST',
      url: orderGet + token,
      payload: JSON.stringify({ order_id: id }),
    });
    expect(raw.body).toContain(`"order_id":${id},`);
    await sim.put('/sim/api/faults', { reset: true, tokenExpired: 1 });
    expect(await sim.post(orderGet + token, { order_id: id })).toMatchObject({ errcode: 42001 });
    await sim.put('/sim/api/faults', { reset: true });
    expect(await sim.post(orderGet + token, { order_id: id })).toMatchObject({ errcode: 42001 });
    const { token: second } = await sim.shop(1);
    await sim.put('/sim/api/faults', { reset: true, tokenRevoked: 1 });
    expect(await sim.post(orderGet + second, { order_id: id })).toMatchObject({ errcode: 40001 });
    await sim.put('/sim/api/faults', { reset: true });
    expect(await sim.post(orderGet + second, { order_id: id })).toMatchObject({ errcode: 40001 });
    expect(await sim.put('/sim/api/faults', { bussy: 1 })).toMatchObject({ error: { code: 'INPUT' } });
  });
});

it('can break off in the middle of an answer', async () => {
  const { appid, secret } = await sim.shop(1);
  const address = await sim.server.listen({ host: '127.0.0.1', port: 0 });
  const ask = async () => {
    const body = JSON.stringify({ grant_type: 'client_credential', appid, secret });
    return (await fetch(`${address}/cgi-bin/stable_token`, { method: 'POST', body })).text();
  };
  await sim.put('/sim/api/faults', { reset: true, cutAnswer: 1 });
  await expect(ask()).rejects.toThrow();
  await sim.put('/sim/api/faults', { reset: true });
  expect(await ask()).toContain('access_token');
});

describe('order/list/get', () => {
  it('pages through a range without a gap and without a repeat', async () => {
    const { appid, token } = await sim.shop(1);
    const placed = [];
    for (let count = 0; count < 7; count++) placed.push((await sim.order(appid)).id);
    const body = { update_time_range: { start_time: now() - 60, end_time: now() }, page_size: 3, next_key: '' };
    const seen: string[] = [];
    for (let more = true; more; ) {
      const page = await sim.post(orderList + token, body);
      seen.push(...(page['order_id_list'] as unknown as string[]));
      body.next_key = page['next_key'] as unknown as string;
      more = page['has_more'] as unknown as boolean;
    }
    expect(seen).toEqual(placed);
  });

  it.each([
    [{ page_size: 101 }],
    [{ page_size: 0 }],
    [{ update_time_range: { start_time: 0, end_time: 7 * 86_400 + 1 } }],
    [{ update_time_range: undefined }],
    [{ next_key: 'nonsense' }],
  ])('refuses %j', async (change) => {
    const { token } = await sim.shop(1);
    const body = {
      update_time_range: { start_time: 0, end_time: 7 * 86_400 },
      page_size: 100,
      next_key: '',
      ...change,
    };
    expect(await sim.post(orderList + token, body)).toMatchObject({ errcode: 40097 });
  });

  it('filters by status as the platform does', async () => {
    const { appid, token } = await sim.shop(1);
    const { id: partly } = await sim.order(appid, { lines: undefined });
    await sim.post(`/sim/api/orders/${partly}/status`, { status: 21 });
    const { id: odd } = await sim.order(appid);
    await sim.post(`/sim/api/orders/${odd}/status`, { status: 777 });
    const list = async (status: number) => {
      const range = { start_time: now() - 60, end_time: now() };
      return (await sim.post(orderList + token, { create_time_range: range, status, page_size: 10, next_key: '' }))[
        'order_id_list'
      ];
    };
    expect([await list(20), await list(30), await list(777), await list(100)]).toEqual([[partly], [partly], [odd], []]);
  });
});

describe('delivery/send', () => {
  it('ships in parts and refuses what cannot be shipped', async () => {
    const { appid, token } = await sim.shop(1);
    const { products } = await sim.get(`/sim/api/shops/${appid}/products`);
    const { productId, skus } = products![0]!;
    const skuId = skus![0]!['skuId'];
    const { id } = await sim.order(appid, { lines: [{ productId, skuId, count: 3 }] });
    const send = (count: number, parcel: object = {}) =>
      sim.post(`/channels/ec/order/delivery/send?access_token=${token}`, {
        order_id: id,
        delivery_list: [
          {
            deliver_type: 1,
            delivery_id: 'ZTO',
            waybill_id: '753',
            product_infos: [{ product_id: productId, sku_id: skuId, product_cnt: count }],
            ...parcel,
          },
        ],
      });
    expect(await send(1, { waybill_id: '' })).toMatchObject({ errcode: 606005 });
    expect(await send(1, { delivery_id: '' })).toMatchObject({ errcode: 606004 });
    expect(await send(4)).toMatchObject({ errcode: 606042 });
    expect(await send(1)).toMatchObject({ errcode: 0 });
    expect((await sim.get(`/sim/api/orders/${id}`))['wire']).toMatchObject({ status: 21 });
    expect(await send(2)).toMatchObject({ errcode: 0 });
    const { wire } = await sim.get(`/sim/api/orders/${id}`);
    expect(wire).toMatchObject({ status: 30, order_detail: { delivery_info: { ship_done_time: now() } } });
    expect(await send(1)).toMatchObject({ errcode: 101100 });
  });
});

describe('after-sale calls', () => {
  const accept = (token: string, id: unknown, extra = {}) =>
    sim.post(`/channels/ec/aftersale/acceptapply?access_token=${token}`, { after_sale_order_id: id, ...extra });

  it('agrees to a return first and to the money second, one refund a minute', async () => {
    const { appid, token } = await sim.shop(1);
    const { products } = await sim.get(`/sim/api/shops/${appid}/products`);
    const lines = [0, 1].map((at) => ({
      productId: products![0]!['productId'],
      skuId: products![0]!['skus']![at]!['skuId'],
      count: 1,
    }));
    const { id } = await sim.order(appid, { lines });
    await sim.post(`/sim/api/orders/${id}/ship`);
    const { afterSaleId } = await sim.post(`/sim/api/orders/${id}/after-sales`, { type: 'RETURN', lineIndex: 0 });
    const { afterSaleId: other } = await sim.post(`/sim/api/orders/${id}/after-sales`, {
      type: 'REFUND',
      lineIndex: 1,
    });
    expect(await accept(token, afterSaleId, { accept_type: 2 })).toMatchObject({ errcode: 10021041 });
    expect(await accept(token, afterSaleId, { accept_type: 1 })).toMatchObject({ errcode: 0 });
    expect(await accept(token, afterSaleId)).toMatchObject({ errcode: 10020001 });
    await sim.post(`/sim/api/after-sales/${afterSaleId}/return`);
    expect(await accept(token, afterSaleId)).toMatchObject({ errcode: 0 });
    // Refused, and the reason for which the money goes stays.
    await expect(sim.post(`/sim/api/after-sales/${afterSaleId}/accept`)).resolves.toMatchObject({
      error: { code: 'STATE' },
    });
    await sim.pass(6);
    const { wire } = await sim.get(`/sim/api/after-sales/${afterSaleId}`);
    expect(wire).toMatchObject({
      status: 'MERCHANT_RETURN_SUCCESS',
      complete_time: now() - 1,
      refund_info: { refund_reason: 3 },
    });
    expect(await accept(token, other)).toMatchObject({ errcode: 10021059 });
    await sim.pass(60);
    expect(await accept(token, other)).toMatchObject({ errcode: 0 });
    await sim.pass(6);
    expect((await sim.get(`/sim/api/orders/${id}`))['wire']).toMatchObject({ status: 200 });
  });

  it('refuses and lists', async () => {
    const { appid, token } = await sim.shop(1);
    const stranger = await sim.shop(1);
    const { id } = await sim.order(appid);
    const { afterSaleId } = await sim.post(`/sim/api/orders/${id}/after-sales`);
    const reject = (body: object) => sim.post(`/channels/ec/aftersale/rejectapply?access_token=${token}`, body);
    expect(await reject({ after_sale_order_id: afterSaleId })).toMatchObject({ errcode: 40097 });
    expect(await reject({ after_sale_order_id: afterSaleId, reject_reason_type: 1 })).toMatchObject({ errcode: 0 });
    expect(await accept(stranger.token, afterSaleId)).toMatchObject({ errcode: 10021043 });
    expect(await accept(token, '7')).toMatchObject({ errcode: 10021050 });
    const list = (body: object) => sim.post(`/channels/ec/aftersale/getaftersalelist?access_token=${token}`, body);
    const range = { begin_update_time: now() - 10, end_update_time: now() };
    expect(await list(range)).toMatchObject({ after_sale_order_id_list: [afterSaleId], has_more: false, next_key: '' });
    expect(await list({})).toMatchObject({ errcode: 40097 });
    expect(await list({ begin_create_time: 0, end_create_time: 86_401 })).toMatchObject({ errcode: 40097 });
  });
});

it('searches by what the documentation names', async () => {
  const { appid, token } = await sim.shop(1);
  const { id, giftId } = await sim.order(appid, { kind: 'gift' });
  const search = (condition: object, extra = {}) =>
    sim.post(`/channels/ec/order/search?access_token=${token}`, {
      search_condition: condition,
      page_size: 20,
      next_key: '',
      ...extra,
    });
  expect(await search({ present_order_id: giftId })).toMatchObject({ order_id_list: [id], has_more: false });
  expect(await search({ order_id: id })).toMatchObject({ order_id_list: [id] });
  expect(await search({ order_id: id }, { on_aftersale_order_exist: 1 })).toMatchObject({ order_id_list: [] });
  await sim.post(`/channels/ec/order/merchantnotes/update?access_token=${token}`, {
    order_id: id,
    merchant_notes: '易碎',
  });
  expect(await search({ merchant_notes: '易碎' })).toMatchObject({ order_id_list: [id] });
  expect(await search({})).toMatchObject({ errcode: 40097 });
  expect(await search({ title: '<' })).toMatchObject({ errcode: 6060456 });
  await sim.put('/sim/api/faults', { searchAnswersOrders: true });
  expect(await search({ order_id: id })).toMatchObject({ orders: [id] });
});

it('lists and shows products', async () => {
  const { token } = await sim.shop(4);
  const { product_ids, total_num } = await sim.post(`/channels/ec/product/list/get?access_token=${token}`, {
    page_size: 30,
    status: 5,
  });
  expect([product_ids!.length, total_num]).toEqual([4, 4]);
  const { product } = await sim.post(`/channels/ec/product/get?access_token=${token}`, { product_id: product_ids![0] });
  expect(product).toMatchObject({ product_id: product_ids![0], status: 5 });
  expect(await sim.post(`/channels/ec/product/get?access_token=${token}`, { product_id: '5' })).toMatchObject({
    errcode: 10020052,
  });
});
