import { conflict, invalid } from '../kit/errors';
import { naturalDue, type Order, type OrderLine, type Parcel, type PaymentMethod, unshipped } from './order';
import { OrderStatus, orderTransitions } from './order-status';

/** Pure changes of one order. They refuse what the state does not allow and never touch another order. */

const shippingPromiseSeconds = 48 * 3600;

const statusAfterPayment = {
  self: OrderStatus.toShip,
  gift: OrderStatus.giftWaiting,
  'group-gift': OrderStatus.giftWaiting,
  'free-gift': OrderStatus.giftWaiting,
  'group-buy': OrderStatus.groupPending,
  voucher: OrderStatus.voucherPaid,
} as const;

export function moveTo(order: Order, status: number): void {
  if (!orderTransitions[order.status]?.includes(status)) {
    throw conflict(`order ${order.id} cannot go from ${order.status} to ${status}`);
  }
  order.status = status;
}

export function requireStatus(order: Order, ...allowed: number[]): void {
  if (!allowed.includes(order.status)) throw conflict(`order ${order.id} is in status ${order.status}`);
}

export function payOrder(order: Order, method: PaymentMethod, at: number): void {
  requireStatus(order, OrderStatus.pendingPayment);
  if (method === 3 || method === 4) makeFree(order, method);
  // Lottery and points orders are paid at the instant they are placed.
  const time = method <= 2 ? at : order.createTime;
  const transactionId = method === 1 ? `42000${order.id}` : undefined;
  order.pay = { method, time, prepayId: `wxp${order.id}`, transactionId };
  moveTo(order, statusAfterPayment[order.kind]);
  if (order.status === OrderStatus.toShip) startShippingClock(order, at);
}

function makeFree(order: Order, method: PaymentMethod): void {
  for (const line of order.lines) {
    const listFen = line.salePriceFen * line.count;
    line.couponFen = 0;
    line.discountFen = method === 3 ? listFen : 0;
    line.pointsFen = method === 4 ? listFen : 0;
  }
  order.freightFen = 0;
}

export function startShippingClock(order: Order, at: number): void {
  for (const line of order.lines) line.deliveryDeadline = at + shippingPromiseSeconds;
}

/** Takes what is to be sent out of the lines of the order; refuses more than is left. */
export function shipParcel(order: Order, parcel: Parcel): void {
  requireStatus(order, OrderStatus.toShip, OrderStatus.partlyShipped);
  if (parcel.products.length === 0) throw invalid('a parcel needs goods');
  const taken = new Map<OrderLine, number>();
  for (const { productId, skuId, count } of parcel.products) {
    let left = count;
    for (const line of order.lines) {
      if (line.productId !== productId || line.skuId !== skuId) continue;
      const before = taken.get(line) ?? 0;
      const more = Math.min(left, unshipped(line) - before);
      taken.set(line, before + more);
      left -= more;
    }
    if (left > 0) throw invalid(`${left} pieces of ${productId}/${skuId} too many`);
  }
  for (const [line, count] of taken) line.shipped += count;
  order.parcels.push(parcel);
  settleShipping(order, parcel.time);
}

/** 20 -> 21 -> 30 according to what is left to send. */
export function settleShipping(order: Order, at: number): void {
  const sent = order.lines.some(({ shipped }) => shipped > 0);
  const finished = sent && order.lines.every((line) => unshipped(line) === 0);
  if (finished) {
    order.shippedAt = at;
    moveTo(order, OrderStatus.toReceive);
  } else if (sent && order.status === OrderStatus.toShip) {
    moveTo(order, OrderStatus.partlyShipped);
  }
}

/** What a shipment of everything, or of a first part, contains. */
export function goodsToShip(order: Order, partial: boolean): Parcel['products'] {
  const waiting = order.lines.filter((line) => unshipped(line) > 0);
  const of = (line: OrderLine, count: number) => ({ productId: line.productId, skuId: line.skuId, count });
  if (!partial) return waiting.map((line) => of(line, unshipped(line)));
  const first = waiting[0];
  if (first && waiting.length > 1) return [of(first, unshipped(first))];
  if (first && unshipped(first) > 1) return [of(first, unshipped(first) - 1)];
  throw conflict(`order ${order.id} cannot be split further`);
}

export const isDue = (order: Order, now: number): boolean => {
  const due = order.timers ? naturalDue(order) : undefined;
  return due !== undefined && due <= now;
};
