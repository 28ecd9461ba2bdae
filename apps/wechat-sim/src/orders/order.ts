import { column, docColumn, type Table } from '../store/table';
import { OrderStatus } from './order-status';

export type OrderKind = 'self' | 'gift' | 'group-gift' | 'free-gift' | 'group-buy' | 'voucher';

/** 1 WeChat Pay, 2 pay-after-use, 3 zero-yuan lottery, 4 points. */
export type PaymentMethod = 1 | 2 | 3 | 4;

export interface OrderLine {
  productId: string;
  skuId: string;
  /** `product_unique_id`: stays when the SKU is swapped. */
  uniqueId: string;
  title: string;
  image: string;
  skuCode: string;
  attrs: { key: string; value: string }[];
  count: number;
  salePriceFen: number;
  marketPriceFen: number;
  /** Borne by the merchant. */
  discountFen: number;
  /** Borne by the platform. */
  couponFen: number;
  /** Paid with points. */
  pointsFen: number;
  shipped: number;
  inAfterSale: number;
  finishedAfterSale: number;
  /** Pieces whose money went back. */
  returned: number;
  refundedFen: number;
  attempts: number;
  deliveryDeadline?: number;
  /** The SKU the giver had chosen, when the recipient took another. */
  swappedFrom?: string;
}

export interface Parcel {
  waybillId: string;
  deliveryId: string;
  deliverType: number;
  time: number;
  products: { productId: string; skuId: string; count: number }[];
}

/** Masked, as every order shows it. */
export interface Address {
  userName: string;
  province: string;
  city: string;
  county: string;
  phone: string;
  hash: string;
}

/** Something that is going to happen to an order or an after-sale by itself. */
export interface Step {
  at: number;
  act:
    | 'pay'
    | 'cancel'
    | 'accept'
    | 'complete-group'
    | 'ship'
    | 'ship-part'
    | 'confirm'
    | 'ask-refund'
    | 'agree'
    | 'refuse'
    | 'send-back';
  method?: PaymentMethod;
}

export interface Order {
  id: string;
  appid: string;
  kind: OrderKind;
  status: number;
  /** Epoch seconds of the business clock, as all times here. */
  createTime: number;
  updateTime: number;
  payerOpenid: string;
  /** Who gets the goods; absent while a gift is not taken. */
  openid?: string;
  lines: OrderLine[];
  freightFen: number;
  refundedFreightFen: number;
  scene: number;
  source?: { saleChannel: number; accountType: number; accountId: string; nickname: string };
  pay?: { method: PaymentMethod; time: number; prepayId: string; transactionId?: string };
  address?: Address;
  parcels: Parcel[];
  shippedAt?: number;
  confirmedAt?: number;
  customerNotes: string;
  merchantNotes: string;
  gift?: { id: string; note: string; sendType: number; free: boolean };
  expired?: { at: number; fen: number };
  afterSales: { id: string; status: string }[];
  lastRefundAt?: number;
  /** Absent when the clock leaves this order alone. */
  timers?: boolean;
  plan?: Step[];
  /** The invoice of the retail data that it replays. */
  origin?: string;
}

const secondsUntilUnpaidEnds = 30 * 60;
const secondsUntilConfirmed = 10 * 86_400;

const sum = (order: Order, of: (line: OrderLine) => number) => order.lines.reduce((total, line) => total + of(line), 0);

/** What the line really cost: `real_price`. */
export const lineFen = (line: OrderLine): number =>
  line.salePriceFen * line.count - line.discountFen - line.couponFen - line.pointsFen;
export const goodsFen = (order: Order): number => sum(order, (line) => line.salePriceFen * line.count);
export const discountFen = (order: Order): number => sum(order, (line) => line.discountFen);
export const couponFen = (order: Order): number => sum(order, (line) => line.couponFen);
export const pointsFen = (order: Order): number => sum(order, (line) => line.pointsFen);
/** `order_price`. */
export const orderFen = (order: Order): number => sum(order, lineFen) + order.freightFen;

/** Whether somebody really paid: the orders that GMV counts. */
export const isCounted = (order: Order): boolean =>
  order.pay !== undefined && order.pay.method <= 2 && order.gift?.free !== true;
export const countedFen = (order: Order): number => (isCounted(order) ? orderFen(order) : 0);

/** Pieces of the line that still have to be sent. */
export const unshipped = (line: OrderLine): number => Math.max(0, line.count - line.returned - line.shipped);

/** When the clock next has something to do with the order. */
export function nextDue(order: Order): number | null {
  const natural = order.timers ? naturalDue(order) : undefined;
  const planned = order.plan?.[0]?.at;
  const due = Math.min(natural ?? Number.POSITIVE_INFINITY, planned ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(due) ? due : null;
}

export function naturalDue(order: Order): number | undefined {
  if (order.status === OrderStatus.pendingPayment) return order.createTime + secondsUntilUnpaidEnds;
  if (order.status === OrderStatus.toReceive && order.shippedAt) return order.shippedAt + secondsUntilConfirmed;
  return undefined;
}

export const ordersTable: Table<Order> = {
  name: 'orders',
  columns: [
    column('id', 'bigint', ({ id }) => id),
    column('appid', 'text', ({ appid }) => appid),
    column('status', 'int', ({ status }) => status),
    column('create_time', 'bigint', ({ createTime }) => createTime),
    column('update_time', 'bigint', ({ updateTime }) => updateTime),
    column('gift_id', 'bigint', ({ gift }) => gift?.id ?? null),
    column('openid', 'text', ({ openid }) => openid ?? null),
    column('counted_at', 'bigint', (order) => (isCounted(order) ? order.pay!.time : null)),
    column('counted_fen', 'bigint', countedFen),
    column('expired_at', 'bigint', ({ expired }) => expired?.at ?? null),
    column('expired_fen', 'bigint', ({ expired }) => expired?.fen ?? 0),
    column('due_at', 'bigint', nextDue),
    docColumn(),
  ],
};
