import { startOfBusinessDay } from '@zhanggui/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

interface Figures {
  orders: number;
  gmvFen: number;
  refunds: number;
  refundFen: number;
  expiredGifts: number;
}
interface Overview {
  from: string;
  to: string;
  figures: Figures;
  entryPoints: (Figures & { entryPoint: string })[];
  waiting: { toShip: number; overdue: number };
}
interface Item {
  platformOrderId: string;
  storeId: string;
  state: string;
  paidFen: number;
  paidAt: string | null;
  refundedFen: number;
}

let simulator: Simulator;
let product: Installation;
let owner: Caller;
/** On the clocks of these two it is never the same day. */
let east: ConnectedStore;
let west: ConnectedStore;
const zones = { east: 'Pacific/Kiritimati', west: 'Pacific/Pago_Pago' };
let refunded: string;

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  east = await product.selfRunStore(owner, simulator, 'East', { timeZone: zones.east });
  west = await product.selfRunStore(owner, simulator, 'West', { timeZone: zones.west });
  await product.drain();
  const { appid } = east.shop;
  refunded = await simulator.paidOrder(appid);
  for (let i = 0; i < 3; i++) await simulator.paidOrder(appid);
  await simulator.order(appid);
  const shipped = await simulator.paidOrder(appid);
  await simulator.paidOrder(west.shop.appid);
  const { afterSaleId } = await simulator.api.post<{ afterSaleId: string }>(`/sim/api/orders/${refunded}/after-sales`, {
    type: 'REFUND',
  });
  await simulator.api.post(`/sim/api/after-sales/${afterSaleId}/finish`);
  await simulator.act(shipped, 'ship');
  await simulator.act(await simulator.paidOrder(appid, { kind: 'gift' }), 'expire');
  await simulator.order(appid, { kind: 'free-gift', pay: true });
  await product.settle(simulator);
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

const overview = (period: string, timeZone: string, scope = '') =>
  owner.get<Overview>(`/api/v1/reports/overview?period=${period}&timeZone=${timeZone}${scope}`);
const orders = async (query: string) => (await owner.get<{ items: Item[] }>(`/api/v1/orders?limit=200&${query}`)).items;
const ids = (items: readonly Item[]) => items.map(({ platformOrderId }) => platformOrderId).sort();
const sum = (items: readonly Item[], of: (item: Item) => number) => items.reduce((total, item) => total + of(item), 0);

describe.each([
  ['today', zones.east],
  ['today', zones.west],
  ['7d', zones.east],
] as const)('the figures of %s in %s', (period, zone) => {
  it('lead to exactly the orders that make them', async () => {
    const { from, to, figures, entryPoints } = await overview(period, zone);
    const behind = (kind: string, more = '') => orders(`counted=${kind}&countedFrom=${from}&countedTo=${to}${more}`);
    const paid = await behind('orders');
    expect([paid.length, sum(paid, (order) => order.paidFen)]).toEqual([figures.orders, figures.gmvFen]);
    const back = await behind('refunds');
    expect([back.length, sum(back, (order) => order.refundedFen)]).toEqual([figures.refunds, figures.refundFen]);
    expect(await behind('expiredGifts')).toHaveLength(figures.expiredGifts);
    for (const row of entryPoints)
      expect(await behind('orders', `&entryPoint=${row.entryPoint}`)).toHaveLength(row.orders);
  });
});

it('the figures of these stores differ by zone, so that the test above can fail', async () => {
  const [inEast, inWest, week] = [
    await overview('today', zones.east),
    await overview('today', zones.west),
    await overview('7d', zones.east),
  ];
  expect([inEast.figures.orders, inWest.figures.orders, week.figures.orders]).toEqual([6, 1, 7]);
  expect([inEast.figures.refunds, inEast.figures.expiredGifts, inWest.figures.refunds]).toEqual([1, 1, 0]);
});

describe('the list', () => {
  it('filters by the time of payment', async () => {
    const all = (await orders('')).filter(({ paidAt }) => paidAt !== null);
    const [middle] = all.slice(3) as [Item];
    const at = encodeURIComponent(middle.paidAt!);
    const since = await orders(`paidFrom=${at}`);
    const before = await orders(`paidTo=${at}`);
    expect(ids(since)).toContain(middle.platformOrderId);
    expect(ids(before)).not.toContain(middle.platformOrderId);
    expect(ids([...since, ...before])).toEqual(ids(all));
    const offset = encodeURIComponent('2100-01-01T00:00:00+08:00');
    expect(await orders(`paidFrom=${offset}`)).toEqual([]);
    const tomorrow = startOfBusinessDay('2100-01-01', zones.east).toISOString();
    expect(ids(await orders(`paidTo=${tomorrow}`))).toEqual(ids(all));
  });

  it('filters by money that went back', async () => {
    const all = await orders('');
    expect(ids(await orders('refunded=true'))).toEqual(ids(all.filter((order) => order.refundedFen > 0)));
    expect(ids(await orders('refunded=true'))).toContain(refunded);
    expect(ids(await orders('refunded=false'))).toEqual(ids(all.filter((order) => order.refundedFen === 0)));
  });

  it('takes several states', async () => {
    const all = await orders('');
    const wanted = ids(all.filter(({ state }) => ['shipped', 'pending_payment'].includes(state)));
    expect(wanted.length).toBeGreaterThan(1);
    expect(ids(await orders('status=shipped,pending_payment'))).toEqual(wanted);
    expect(ids(await orders('status=shipped&status=pending_payment'))).toEqual(wanted);
  });

  it('shows as many orders to ship as the overview says, partly shipped ones too', async () => {
    const [row] = await product.database.owner.query(
      "UPDATE orders SET status = 'partly_shipped', ship_by = now() - interval '1 day' WHERE id = (SELECT id FROM orders WHERE status = 'to_ship' LIMIT 1) RETURNING id",
    );
    expect(row).toBeTruthy();
    const { waiting } = await overview('today', zones.east);
    expect(waiting.toShip).toBe((await orders('view=unshipped')).length);
    expect(waiting.toShip).toBe((await orders('status=to_ship,partly_shipped')).length);
    expect(waiting.overdue).toBe((await orders('view=overdue')).length);
    expect(waiting.overdue).toBeGreaterThan(0);
  });
});

describe('a scope named by its ids', () => {
  it('is told by its names', async () => {
    expect(await owner.get(`/api/v1/stores/scope?merchantId=${east.merchantId}&storeId=${east.id}`)).toEqual({
      merchantId: east.merchantId,
      merchantName: 'East merchant',
      storeId: east.id,
      storeName: 'East',
      timeZone: zones.east,
      hasStores: true,
    });
    expect(await owner.get(`/api/v1/stores/scope?merchantId=${west.merchantId}`)).toMatchObject({
      merchantName: 'West merchant',
      storeName: null,
      timeZone: zones.west,
    });
    expect(await owner.get('/api/v1/stores/scope')).toMatchObject({ merchantName: null, timeZone: 'Asia/Shanghai' });
    const { id } = await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Without stores' });
    expect(await owner.get(`/api/v1/stores/scope?merchantId=${id}`)).toMatchObject({
      merchantName: 'Without stores',
      hasStores: false,
    });
  });

  it('is not told to those outside it', async () => {
    const stranger = await product.person({
      email: 'stranger@test.example',
      role: 'merchant_owner',
      merchant: 'West merchant',
    });
    const { status } = await stranger.send('GET', `/api/v1/stores/scope?merchantId=${east.merchantId}`);
    expect(status).toBe(404);
    expect(await stranger.get('/api/v1/stores/scope')).toMatchObject({ merchantName: 'West merchant' });
  });
});
