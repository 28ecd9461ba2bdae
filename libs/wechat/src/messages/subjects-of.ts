import { asId, asObject, asText, type WireObject } from '../wire/wire-fields';
import type { Subject } from './subject';
import type { WechatMessage } from './wechat-message';

interface EventRule {
  kind: Subject['kind'];
  /** Names under which the body of the event has been seen; without one the fields are at the top. */
  bodies?: readonly string[];
  id: string;
}

const orderEvent: EventRule = { kind: 'order', bodies: ['order_info'], id: 'order_id' };
const productEvent = (body: string): EventRule => ({ kind: 'product', bodies: [body], id: 'product_id' });
const shopEvent: EventRule = { kind: 'shop', id: 'appid' };

const rules: Record<string, EventRule | 'nothing to read'> = {
  channels_ec_order_new: orderEvent,
  channels_ec_order_cancel: orderEvent,
  channels_ec_order_pay: orderEvent,
  channels_ec_order_wait_shipping: orderEvent,
  channels_ec_order_deliver: orderEvent,
  channels_ec_order_confirm: orderEvent,
  channels_ec_order_settle: orderEvent,
  channels_ec_order_ext_info_update: orderEvent,
  product_order_status_update: orderEvent,
  channels_ec_aftersale_update: {
    kind: 'after_sale',
    bodies: ['finder_shop_aftersale_status_update'],
    id: 'after_sale_order_id',
  },
  channels_ec_complaint_update: { kind: 'after_sale', bodies: ['finder_shop_complaint'], id: 'after_sale_order_id' },
  channels_ec_present_aftersale_update: {
    kind: 'gift_after_sale',
    bodies: ['finder_shop_present_aftersale_status_update', 'finder_shop_aftersale_status_update'],
    id: 'after_sale_order_id',
  },
  channels_ec_guarantee_update: { kind: 'order', bodies: ['finder_shop_guarantee_status_update'], id: 'order_id' },
  product_spu_audit: productEvent('ProductSpuAudit'),
  product_spu_listing: productEvent('ProductSpuListing'),
  product_spu_update: productEvent('ProductSpuUpdate'),
  channels_ec_stock_no_enough: productEvent('channels_ec_stock_no_enough'),
  product_category_audit: shopEvent,
  channels_ec_brand: shopEvent,
  channels_ec_change_status: shopEvent,
  channels_ec_close_store: shopEvent,
  set_shop_nickname: shopEvent,
  set_shop_headimg: shopEvent,
  channels_ec_acct_notify: 'nothing to read',
  channels_ec_withdraw_notify: 'nothing to read',
  qrcode_status: 'nothing to read',
  api_diff: 'nothing to read',
  // Pushed to the mini program an order came from; its order_id is a token of its own, not the shop's order id.
  cooperation_shop_order: 'nothing to read',
  related_shop_order_submission: 'nothing to read',
};

/** Every event that the platform documents for shops, with or without something to read again. */
export const KNOWN_EVENTS: ReadonlySet<string> = new Set(Object.keys(rules));

/** What the event says should be read again from the platform; nothing for an event that we do not know. */
export function subjectsOf(message: WechatMessage): Subject[] {
  const rule = message.event !== undefined && Object.hasOwn(rules, message.event) ? rules[message.event] : undefined;
  if (rule === undefined || rule === 'nothing to read') return [];
  const body = bodyOf(message.fields, rule);
  const id = asId(body[rule.id]) ?? (rule.kind === 'shop' ? asText(message.toUserName) : undefined);
  if (id === undefined) return [];
  const orderId = rule.kind === 'order' ? undefined : asId(body['order_id']);
  return [orderId === undefined ? { kind: rule.kind, id } : { kind: rule.kind, id, orderId }];
}

function bodyOf(fields: WireObject, { bodies = [] }: EventRule): WireObject {
  return bodies.map((name) => asObject(fields[name])).find((body) => body !== undefined) ?? fields;
}
