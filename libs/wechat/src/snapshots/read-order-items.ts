import {
  asFlag,
  asId,
  asInteger,
  asObject,
  asObjects,
  asText,
  asTime,
  unlessEmpty,
  type WireObject,
} from '../wire/wire-fields';
import type { ItemCoupon, OrderItemSnapshot, SkuChange } from './order-snapshot';
import { readDiscounts } from './read-discounts';
import { required } from './unreadable-snapshot';

export function readOrderItems(productInfos: unknown): OrderItemSnapshot[] {
  const taken = new Set<string>();
  return asObjects(productInfos).map((item, index) => {
    const read = readItem(item, index);
    const lineKey = taken.has(read.lineKey) ? `${read.lineKey}:${index}` : read.lineKey;
    taken.add(lineKey);
    return { ...read, lineKey };
  });
}

function readItem(item: WireObject, index: number): OrderItemSnapshot {
  const productId = required(asId(item['product_id']), `product_infos[${index}].product_id`);
  const skuId = asId(item['sku_id']);
  const count = required(asInteger(item['sku_cnt']), `product_infos[${index}].sku_cnt`);
  const unitPriceFen = asInteger(item['sale_price']);
  const extra = asObject(item['extra_service']) ?? {};
  return {
    lineKey: asId(item['product_unique_id']) ?? `${productId}:${skuId ?? ''}`,
    productId,
    skuId,
    title: asText(item['title']),
    thumbUrl: asText(item['thumb_img']),
    attrs: asObjects(item['sku_attrs']).map((attr) => ({
      key: asText(attr['attr_key']) ?? '',
      value: asText(attr['attr_value']) ?? '',
    })),
    count,
    unitPriceFen,
    marketPriceFen: asInteger(item['market_price']),
    realPriceFen: realPrice(item, unitPriceFen, count),
    discounts: readDiscounts(item, changeDown(item, unitPriceFen, count)),
    merchantReceivableFen: asInteger(item['sku_merchant_receive_amount']),
    coupons: asObjects(item['order_product_coupon_info_list']).map(readCoupon),
    onAfterSaleCount: asInteger(item['on_aftersale_sku_cnt']),
    finishedAfterSaleCount: asInteger(item['finish_aftersale_sku_cnt']),
    deliveryDeadline: asTime(item['delivery_deadline']),
    isFreebie: asFlag(item['is_free_gift']) ?? false,
    skuCode: asText(item['sku_code']),
    outProductId: asText(item['out_product_id']),
    outSkuId: asText(item['out_sku_id']),
    outWarehouseId: asText(item['out_warehouse_id']),
    skuChange: readSkuChange(asObject(item['change_sku_info'])),
    sevenDayReturn: asFlag(extra['seven_day_return']),
    freightInsurance: asFlag(extra['freight_insurance']),
  };
}

/** The platform defines real_price as the smaller of estimate_price and change_price; both are left out when nothing was taken off. */
function realPrice(item: WireObject, unitPriceFen: number | undefined, count: number): number | undefined {
  const told = asInteger(item['real_price']);
  if (told !== undefined) return told;
  const lower = [asInteger(item['estimate_price']), changedPrice(item)].filter((price) => price !== undefined);
  if (lower.length > 0) return Math.min(...lower);
  return unitPriceFen === undefined ? undefined : unitPriceFen * count;
}

function changedPrice(item: WireObject): number | undefined {
  return asFlag(item['is_change_price']) === true ? asInteger(item['change_price']) : undefined;
}

/** A price change sets the total of the line; what it took off is told against the total before it. */
function changeDown(item: WireObject, unitPriceFen: number | undefined, count: number): number | undefined {
  const changed = changedPrice(item);
  const before = asInteger(item['estimate_price']) ?? (unitPriceFen === undefined ? undefined : unitPriceFen * count);
  return changed === undefined || before === undefined ? undefined : Math.max(0, before - changed);
}

function readCoupon(coupon: WireObject): ItemCoupon {
  return {
    couponId: asId(coupon['coupon_id']),
    userCouponId: asId(coupon['user_coupon_id']),
    type: asInteger(coupon['coupon_type']),
    discountFen: asInteger(coupon['discounted_price']),
  };
}

function readSkuChange(change: WireObject | undefined): SkuChange | undefined {
  return (
    change &&
    unlessEmpty<SkuChange>({
      state: asInteger(change['preshipment_change_sku_state']),
      oldSkuId: asId(change['old_sku_id']),
      newSkuId: asId(change['new_sku_id']),
      deadline: asTime(change['ddl_time_stamp']),
    })
  );
}
