/** `order.status` of the wire. */
export const OrderStatus = {
  pendingPayment: 10,
  giftWaiting: 12,
  groupPending: 13,
  voucherPaid: 17,
  toShip: 20,
  partlyShipped: 21,
  toReceive: 30,
  complete: 100,
  refunded: 200,
  cancelled: 250,
} as const;

const S = OrderStatus;

/** Which states may follow which. A number outside this table is injected by hand and has no way on but by hand. */
export const orderTransitions: Readonly<Record<number, readonly number[]>> = {
  [S.pendingPayment]: [S.giftWaiting, S.groupPending, S.voucherPaid, S.toShip, S.cancelled],
  [S.giftWaiting]: [S.toShip, S.refunded, S.cancelled],
  [S.groupPending]: [S.toShip],
  [S.voucherPaid]: [S.complete, S.refunded],
  [S.toShip]: [S.partlyShipped, S.toReceive, S.refunded],
  [S.partlyShipped]: [S.toReceive, S.refunded],
  [S.toReceive]: [S.complete, S.refunded],
  [S.complete]: [S.refunded],
  [S.refunded]: [],
  [S.cancelled]: [],
};

/** What a status filter of the list and search calls matches. */
export function statusesMatching(filter: number): readonly number[] {
  if (filter === S.toShip) return [S.toShip, S.partlyShipped];
  if (filter === S.toReceive) return [S.toReceive, S.partlyShipped];
  if (filter === S.cancelled) return [S.cancelled, S.refunded];
  return [filter];
}
