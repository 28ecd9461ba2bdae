import type { Faults } from '../faults/faults';
import type { Gifts } from '../gifts/gifts';
import { WireError } from '../kit/errors';
import type { Occasion } from '../kit/occasion';
import { type Order, type Parcel, unshipped } from '../orders/order';
import type { OrderListQuery, OrderQueries, TimeRange } from '../orders/order-queries';
import { OrderStatus, statusesMatching } from '../orders/order-status';
import { orderOnWire } from '../orders/order-wire';
import type { Orders } from '../orders/orders';
import type { Shop } from '../shops/shop';
import type { Writer } from '../store/writer';
import { type Body, type Call, type CallRequest, decodeKey, encodeKey, invalidArgs, pageSize } from './call';
import { searchMatcher } from './order-search';

const longestRangeSeconds = 7 * 86_400;
const scanPage = 500;

export interface OrderCallParts {
  orders: Orders;
  gifts: Gifts;
  queries: OrderQueries;
  writer: Writer;
  faults: Faults;
  occasion(): Occasion;
}

export function orderCalls(parts: OrderCallParts): Call[] {
  const call = (name: string, answer: (request: CallRequest) => Promise<object>): Call => ({
    method: 'POST',
    path: `/channels/ec/order/${name}`,
    caller: 'shop',
    permissionSets: [131],
    answer: async (request) => ({ errcode: 0, errmsg: 'ok', ...(await answer(request)) }),
  });
  const { orders, gifts, queries, writer } = parts;

  const ownOrder = async (shop: Shop, body: Body): Promise<Order> => {
    const order = await orders.store.committed(body.id('order_id'));
    if (!order || order.appid !== shop.appid) throw new WireError(100002, 'order not exist');
    return order;
  };

  return [
    call('list/get', async ({ shop, body }) => {
      const limit = pageSize(body, 100);
      const query = { appid: shop.appid, ...filters(body), ...ranges(body), ...after(body), limit: limit + 1 };
      const found = await queries.list(query);
      return listAnswer(found, limit, 'order_id_list');
    }),
    call('get', async ({ shop, body }) => ({ order: orderOnWire(await ownOrder(shop, body)) })),
    call('search', async ({ shop, body }) => {
      const limit = pageSize(body, 100);
      const found = await search(parts, shop, body, limit);
      return listAnswer(found, limit, parts.faults.current.searchAnswersOrders ? 'orders' : 'order_id_list');
    }),
    call('presentsuborder/get', async ({ shop, body }) => {
      const gift = await gifts.store.committed(body.id('present_order_id'));
      if (!gift || gift.appid !== shop.appid) throw new WireError(100002, 'order not exist');
      return { order_ids: gift.orderIds };
    }),
    call('merchantnotes/update', async ({ shop, body }) => {
      const notes = body.text('merchant_notes');
      await orders.noteByMerchant(parts.occasion(), await ownOrder(shop, body), notes);
      await writer.settled();
      return {};
    }),
    call('delivery/send', async ({ shop, body }) => {
      const parcelBodies = body.objects('delivery_list');
      const order = await ownOrder(shop, body);
      const occasion = parts.occasion();
      const shippable: number[] = [OrderStatus.toShip, OrderStatus.partlyShipped];
      if (!shippable.includes(order.status)) throw new WireError(101100, 'order state error');
      const parcels = parcelBodies.map((parcel) => readParcel(parcel, occasion.at));
      checkGoods(order, parcels);
      orders.shipParcels(occasion, order, parcels);
      await writer.settled();
      return {};
    }),
  ];
}

function listAnswer(found: { id: string; time: number }[], limit: number, name: string): object {
  const page = found.slice(0, limit);
  const last = page[page.length - 1];
  const hasMore = found.length > limit;
  return {
    [name]: page.map(({ id }) => id),
    next_key: hasMore && last ? encodeKey(last.time, last.id) : '',
    has_more: hasMore,
  };
}

function range(body: Body, name: string): TimeRange | undefined {
  const given = body.optionalObject(name);
  if (!given) return undefined;
  const from = given.whole('start_time');
  const to = given.whole('end_time');
  if (to < from || to - from > longestRangeSeconds) throw invalidArgs(name, 'a span of at most 7 days');
  return { from, to };
}

function ranges(body: Body): Pick<OrderListQuery, 'created' | 'updated'> {
  const created = range(body, 'create_time_range');
  const updated = range(body, 'update_time_range');
  if (!created && !updated) throw invalidArgs('create_time_range', 'create_time_range or update_time_range');
  return { created, updated };
}

function filters(body: Body): Pick<OrderListQuery, 'statuses' | 'openid'> {
  const status = body.optionalWhole('status');
  return { statuses: status === undefined ? undefined : statusesMatching(status), openid: body.optionalText('openid') };
}

function after(body: Body): Pick<OrderListQuery, 'after'> {
  const key = decodeKey(body.optionalText('next_key'), 2);
  return key ? { after: { time: Number(key[0]), id: key[1]! } } : {};
}

/** Narrow conditions go to the database, the others are checked order by order. */
async function search(
  parts: OrderCallParts,
  shop: Shop,
  body: Body,
  limit: number,
): Promise<{ id: string; time: number }[]> {
  const condition = body.object('search_condition');
  const matches = searchMatcher(body, condition);
  const query: OrderListQuery = {
    appid: shop.appid,
    ...filters(body),
    giftId: condition.optionalId('present_order_id'),
    orderId: condition.optionalId('order_id'),
    ...after(body),
    limit: scanPage,
  };
  const found: { id: string; time: number }[] = [];
  for (;;) {
    const scanned = await parts.queries.list(query);
    for (const entry of scanned) {
      const order = await parts.orders.store.get(entry.id);
      if (order && matches(order)) found.push(entry);
      if (found.length > limit) return found;
    }
    const last = scanned[scanned.length - 1];
    if (!last || scanned.length < scanPage) return found;
    query.after = last;
  }
}

function readParcel(parcel: Body, time: number): Parcel {
  const deliverType = parcel.whole('deliver_type');
  if (![1, 3].includes(deliverType)) throw invalidArgs('deliver_type', 'deliver_type in (1, 3)');
  const courier = deliverType === 1;
  if (courier && !parcel.optionalText('delivery_id')) throw new WireError(606004, 'delivery_id illegal');
  if (courier && !parcel.optionalText('waybill_id')) throw new WireError(606005, 'waybill_id illegal');
  return {
    deliverType,
    deliveryId: courier ? parcel.text('delivery_id') : '',
    waybillId: courier ? parcel.text('waybill_id') : '',
    time,
    products: parcel.objects('product_infos').map((product) => {
      const count = product.whole('product_cnt');
      if (count < 1) throw invalidArgs('product_cnt', 'product_cnt > 0');
      return { productId: product.id('product_id'), skuId: product.id('sku_id'), count };
    }),
  };
}

/** All parcels of one call are checked before any of them is sent. */
function checkGoods(order: Order, parcels: Parcel[]): void {
  const left = new Map<string, number>();
  const key = (productId: string, skuId: string) => `${productId}/${skuId}`;
  for (const line of order.lines) {
    const name = key(line.productId, line.skuId);
    left.set(name, (left.get(name) ?? 0) + unshipped(line));
  }
  for (const { productId, skuId, count } of parcels.flatMap(({ products }) => products)) {
    const name = key(productId, skuId);
    const rest = (left.get(name) ?? 0) - count;
    if (rest < 0) throw new WireError(606042, 'product info not match');
    left.set(name, rest);
  }
}
