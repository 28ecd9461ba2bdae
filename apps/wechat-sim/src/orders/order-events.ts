import { BareNumber } from '../pushes/bare-number';
import { platformOpenid, type ShopEvent } from '../pushes/shop-event';
import type { Order } from './order';

/** The platform prints order_id as a bare number in some events and as text in others; so does this. */
const eventsWithBareIds = new Set([
  'channels_ec_order_new',
  'channels_ec_order_pay',
  'channels_ec_order_wait_shipping',
]);

function orderEvent(order: Order, name: string, at: number, fields: Record<string, unknown> = {}): ShopEvent {
  const orderId = eventsWithBareIds.has(name) ? new BareNumber(order.id) : order.id;
  return {
    appid: order.appid,
    name,
    subject: order.id,
    from: order.payerOpenid || platformOpenid,
    permissionSet: 131,
    at,
    body: { order_info: { order_id: orderId, ...fields } },
  };
}

export const CancelType = { byBuyer: 1, timeout: 2, refunded: 3 } as const;
export const ExtInfoType = { merchantNote: 3, skuSwapped: 11 } as const;

export const orderEvents = {
  placed: (order: Order, at: number) => orderEvent(order, 'channels_ec_order_new', at),
  cancelled: (order: Order, at: number, type: number) =>
    orderEvent(order, 'channels_ec_order_cancel', at, { cancel_type: String(type) }),
  paid: (order: Order, at: number) => orderEvent(order, 'channels_ec_order_pay', at, { pay_time: order.pay?.time }),
  waitsForShipping: (order: Order, at: number) => orderEvent(order, 'channels_ec_order_wait_shipping', at),
  shipped: (order: Order, at: number, finished: boolean) =>
    orderEvent(order, 'channels_ec_order_deliver', at, { finish_delivery: finished ? 1 : 0 }),
  confirmed: (order: Order, at: number, automatic: boolean) =>
    orderEvent(order, 'channels_ec_order_confirm', at, { confirm_type: automatic ? '2' : '1' }),
  extInfo: (order: Order, at: number, type: number) =>
    orderEvent(order, 'channels_ec_order_ext_info_update', at, { type }),
};
