import { isEnded } from '../after-sales/after-sale';
import { WireError } from '../kit/errors';
import type { Order } from '../orders/order';
import { type Body, invalidArgs } from './call';

/** What `order/search` may be asked for beside ids and status. */
export function searchMatcher(body: Body, condition: Body): (order: Order) => boolean {
  const names = ['title', 'sku_code', 'user_name', 'tel_number_last4', 'merchant_notes', 'customer_notes'];
  const known = [...names, 'order_id', 'present_order_id', 'address_under_review'];
  if (!known.some((name) => condition.has(name))) throw invalidArgs('search_condition', 'at least one condition');
  const texts = new Map(names.map((name) => [name, condition.optionalText(name)]));
  for (const text of texts.values())
    if (text && /[<>\\]/.test(text)) throw new WireError(6060456, 'illegal characters');
  const wanted = (name: string, found: (text: string) => boolean) => {
    const text = texts.get(name);
    return !text || found(text);
  };
  const open = body.optionalWhole('on_aftersale_order_exist');
  return (order) =>
    wanted('title', (text) => order.lines.some(({ title }) => title.includes(text))) &&
    wanted('sku_code', (text) => order.lines.some(({ skuCode }) => skuCode === text)) &&
    wanted('user_name', (text) => order.address?.userName.startsWith(text[0]!) ?? false) &&
    wanted('tel_number_last4', (text) => order.address?.phone.endsWith(text) ?? false) &&
    wanted('merchant_notes', (text) => order.merchantNotes.includes(text)) &&
    wanted('customer_notes', (text) => order.customerNotes.includes(text)) &&
    condition.raw('address_under_review') !== true &&
    (open === undefined || order.afterSales.some(({ status }) => !isEnded(status)) === (open === 1));
}
