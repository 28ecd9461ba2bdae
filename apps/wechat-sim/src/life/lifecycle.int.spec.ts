import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropDatabase, TestSimulator } from '../testing/test-simulator';

let sim: TestSimulator;
let appid: string;
beforeAll(async () => {
  sim = await TestSimulator.start();
  ({ appid } = await sim.shop());
});
afterAll(async () => {
  await sim.stop();
  await dropDatabase(sim.databaseUrl);
});

const now = () => sim.simulator.clock.now();
const wire = async (id: string) => (await sim.get(`/sim/api/orders/${id}`))['wire']!;
const advance = (seconds: number) => sim.post('/sim/api/clock/advance', { seconds });
const lastEvents = async (count: number) => {
  await sim.delivered();
  return sim.events().slice(-count);
};

it('cancels what is not paid within 30 minutes, at that very instant', async () => {
  const { id } = await sim.order(appid, { pay: false });
  const placedAt = now();
  await advance(1799);
  expect(await wire(id)).toMatchObject({ status: 10 });
  await advance(3600);
  expect(await wire(id)).toMatchObject({ status: 250, update_time: placedAt + 1800 });
  expect(await lastEvents(1)).toEqual(['channels_ec_order_cancel']);
  expect(sim.received.at(-1)!.text).toContain('"cancel_type":"2"');
});

it('confirms ten days after shipping', async () => {
  const { id } = await sim.order(appid);
  await sim.post(`/sim/api/orders/${id}/ship`);
  await advance(10 * 86_400);
  expect(await wire(id)).toMatchObject({ status: 100 });
  await sim.delivered();
  expect(sim.received.at(-1)!.text).toContain('"confirm_type":"2"');
});

describe('gifts', () => {
  it('wait without address and openid, and become orders when they are taken', async () => {
    const { id, giftId } = await sim.order(appid, { kind: 'gift' });
    const waiting = await wire(id);
    expect(waiting).toMatchObject({
      status: 12,
      is_present: true,
      order_present_info: { present_order_id_str: giftId, present_send_type: 0 },
    });
    expect(waiting).not.toHaveProperty('openid');
    expect(waiting).not.toHaveProperty('order_detail.delivery_info.address_info');
    await sim.post(`/sim/api/orders/${id}/accept`, { openid: 'oRecipient' });
    expect(await wire(id)).toMatchObject({
      status: 20,
      openid: 'oRecipient',
      order_detail: { delivery_info: { address_info: { detail_info: '***' } } },
    });
    expect(await lastEvents(1)).toEqual(['channels_ec_order_wait_shipping']);
    await advance(25 * 3600);
    expect(await wire(id)).toMatchObject({ status: 20 });
  });

  it('one to one: ends in 250 after 24 hours', async () => {
    const { id } = await sim.order(appid, { kind: 'gift' });
    await advance(86_400);
    expect(await wire(id)).toMatchObject({ status: 250 });
    expect(await lastEvents(1)).toEqual(['channels_ec_order_cancel']);
  });

  it('group: refunds the untaken shares in one present after-sale', async () => {
    const { ids, giftId } = await sim.order(appid, { kind: 'group-gift', shares: 3 });
    const { token } = await sim.shop(0);
    const own = (
      await sim.post('/cgi-bin/stable_token', {
        grant_type: 'client_credential',
        appid,
        secret: sim.simulator.shops.get(appid).secret,
      })
    )['access_token'];
    await sim.post(`/sim/api/orders/${ids[1]}/accept`);
    await advance(86_400);
    // Its money is on the way back: nobody can take it any more.
    expect(await sim.post(`/sim/api/orders/${ids[0]}/accept`)).toMatchObject({ error: { code: 'STATE' } });
    const range = { begin_create_time: now() - 3600, end_create_time: now() };
    const list = (access: unknown) =>
      sim.post(`/channels/ec/aftersale/getpresentaftersalelist?access_token=${access}`, range);
    expect(await list(token)).toMatchObject({ after_sale_order_id_list: [] });
    const { after_sale_order_id_list: refunds } = await list(own);
    const detail = async () =>
      (
        await sim.post(`/channels/ec/aftersale/getpresentaftersaleorder?access_token=${own}`, {
          after_sale_order_id: refunds![0],
        })
      )['after_sale_order']!;
    const paid = await Promise.all(
      ids.map(async (id) => Number((await sim.get(`/sim/api/orders/${id}`))['order']!['paidFen'])),
    );
    expect(await detail()).toMatchObject({
      status: 'PLATFORM_REFUNDING',
      present_order_id: giftId,
      refund_info: { amount: paid[0]! + paid[2]! },
      order_info_list: [{ order_id: ids[0] }, { order_id: ids[2] }],
    });
    await advance(60);
    expect(await detail()).toMatchObject({ status: 'MERCHANT_REFUND_SUCCESS' });
    expect(await Promise.all(ids.map(async (id) => (await wire(id))['status']))).toEqual([200, 20, 200]);
  });

  it('free ones count nothing and return nothing', async () => {
    const { id } = await sim.order(appid, { kind: 'free-gift' });
    expect(await wire(id)).toMatchObject({ status: 12, order_present_info: { is_b2c_free_present: true } });
    expect((await sim.get(`/sim/api/orders/${id}`))['order']).toMatchObject({ paidFen: 0 });
    const before = await sim.get('/sim/api/figures');
    await advance(86_400);
    expect(await wire(id)).toMatchObject({ status: 250 });
    expect(await sim.get('/sim/api/figures')).toEqual(before);
  });

  it('may be taken in another SKU of the same price only', async () => {
    const product = sim.simulator.shops.productsOf(appid)[0]!;
    product.skus[1]!.priceFen = product.skus[0]!.priceFen;
    const [first, second, third] = product.skus.map(({ skuId }) => skuId);
    const { id } = await sim.order(appid, { kind: 'gift', lines: [{ productId: product.id, skuId: first, count: 1 }] });
    expect(await sim.post(`/sim/api/orders/${id}/accept`, { skuId: third })).toMatchObject({
      error: { code: 'STATE' },
    });
    await sim.post(`/sim/api/orders/${id}/accept`, { skuId: second });
    expect(await wire(id)).toMatchObject({
      order_detail: { product_infos: [{ sku_id: second, product_unique_id: '1' }] },
    });
    expect(await lastEvents(2)).toEqual(['channels_ec_order_ext_info_update', 'channels_ec_order_wait_shipping']);
  });
});

it('group buying waits in 13 until the group is complete', async () => {
  const { id } = await sim.order(appid, { kind: 'group-buy' });
  expect(await wire(id)).toMatchObject({ status: 13 });
  await sim.post(`/sim/api/orders/${id}/complete-group`);
  expect(await wire(id)).toMatchObject({ status: 20 });
});

it('an unshipped refund that nobody answers is paid after 48 hours', async () => {
  const { id } = await sim.order(appid, { freightFen: 500 });
  const { afterSaleId } = await sim.post(`/sim/api/orders/${id}/after-sales`, { lineIndex: 0 });
  expect(await wire(id)).toMatchObject({ aftersale_detail: { on_aftersale_order_cnt: 1 } });
  await advance(48 * 3600 + 5);
  const { wire: afterSale } = await sim.get(`/sim/api/after-sales/${afterSaleId}`);
  expect(afterSale).toMatchObject({ status: 'MERCHANT_REFUND_SUCCESS', refund_info: { refund_reason: 9 } });
  expect(await wire(id)).toMatchObject({
    order_detail: { product_infos: [{ on_aftersale_sku_cnt: 0 }] },
    aftersale_detail: { on_aftersale_order_cnt: 0 },
  });
});

it('an order of which everything went back is 200, freight included when nothing was sent', async () => {
  const [product] = sim.simulator.shops.productsOf(appid);
  const lines = [{ productId: product!.id, skuId: product!.skus[0]!.skuId, count: 2 }];
  const { id } = await sim.order(appid, { lines, freightFen: 700 });
  const ask = async (count: number) => {
    const { afterSaleId } = await sim.post(`/sim/api/orders/${id}/after-sales`, { count });
    return (await sim.post(`/sim/api/after-sales/${afterSaleId}/finish`))['afterSale']!['amountFen'];
  };
  const price = product!.skus[0]!.priceFen;
  expect(await ask(1)).toBe(price);
  expect(await ask(1)).toBe(price + 700);
  expect(await wire(id)).toMatchObject({ status: 200, order_detail: { refund_info: { refund_freight: 700 } } });
});
