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
import type { AfterSaleSnapshot, GiftAfterSaleOrder, GiftAfterSaleSnapshot } from './after-sale-snapshot';
import { required } from './unreadable-snapshot';

/** The docs list the fields of an after-sale at the top of the answer, the samples put them into `after_sale_order`. */
function afterSaleIn(json: unknown): WireObject {
  const outer = asObject(json) ?? {};
  return asObject(outer['after_sale_order']) ?? outer;
}

function amountIn(holder: WireObject): number | undefined {
  return asInteger(asObject(holder['refund_info'])?.['amount']);
}

/** Reads an after-sale from the answer of `getaftersaleorder` or from the object in it. Throws UnreadableSnapshot. */
export function readAfterSale(json: unknown): AfterSaleSnapshot {
  const afterSale = afterSaleIn(json);
  const product = asObject(afterSale['product_info']) ?? {};
  const createTime = required(asTime(afterSale['create_time']), 'create_time');
  return {
    id: required(asId(afterSale['after_sale_order_id']), 'after_sale_order_id'),
    orderId: required(asId(afterSale['order_id']), 'order_id'),
    status: required(asText(afterSale['status']), 'status'),
    type: asText(afterSale['type']),
    subType: asText(afterSale['sub_type']),
    refundAmountFen: amountIn(afterSale),
    refundReason: asInteger(asObject(afterSale['refund_info'])?.['refund_reason']),
    reason: asText(afterSale['reason']),
    reasonText: asText(afterSale['reason_text']),
    description: asText(asObject(afterSale['details'])?.['desc']),
    productId: asId(product['product_id']),
    skuId: asId(product['sku_id']),
    count: asInteger(product['count']),
    openid: asText(afterSale['openid']),
    unionid: asText(afterSale['unionid']),
    giverOpenid: asText(afterSale['present_giver_openid']),
    complaintId: asId(afterSale['complaint_id']),
    createTime,
    updateTime: asTime(afterSale['update_time']) ?? createTime,
    completeTime: asTime(afterSale['complete_time']),
    deadline: asTime(afterSale['deadline']),
    needsOfflineRefund: asFlag(afterSale['need_offline_refund']),
    rejectReason: asText(asObject(afterSale['merchant_upload_info'])?.['reject_reason']),
    returnParcel: readReturnParcel(asObject(afterSale['return_info'])),
    exchange: readExchange(afterSale),
  };
}

function readReturnParcel(parcel: WireObject | undefined): AfterSaleSnapshot['returnParcel'] {
  return (
    parcel &&
    unlessEmpty({
      waybillId: asText(parcel['waybill_id']),
      deliveryId: asText(parcel['delivery_id']),
      deliveryName: asText(parcel['delivery_name']),
    })
  );
}

function readExchange(afterSale: WireObject): AfterSaleSnapshot['exchange'] {
  const product = asObject(afterSale['exchange_product_info']) ?? {};
  const parcel = asObject(afterSale['exchange_delivery_info']) ?? {};
  return unlessEmpty({
    oldSkuId: asId(product['old_sku_id']),
    newSkuId: asId(product['new_sku_id']),
    count: asInteger(product['product_cnt']),
    waybillId: asText(parcel['waybill_id']),
    deliveryId: asText(parcel['delivery_id']),
  });
}

/** Reads the refund of unaccepted shares from the answer of `getpresentaftersaleorder`. Throws UnreadableSnapshot. */
export function readGiftAfterSale(json: unknown): GiftAfterSaleSnapshot {
  const afterSale = afterSaleIn(json);
  const createTime = required(asTime(afterSale['create_time']), 'create_time');
  return {
    id: required(asId(afterSale['after_sale_order_id']), 'after_sale_order_id'),
    giftId: required(asId(afterSale['present_order_id']), 'present_order_id'),
    status: required(asText(afterSale['status']), 'status'),
    openid: asText(afterSale['openid']),
    unionid: asText(afterSale['unionid']),
    createTime,
    updateTime: asTime(afterSale['update_time']) ?? createTime,
    amountFen: amountIn(afterSale),
    orders: asObjects(afterSale['order_info_list']).map(readGiftOrder),
  };
}

function readGiftOrder(order: WireObject, index: number): GiftAfterSaleOrder {
  return {
    orderId: required(asId(order['order_id']), `order_info_list[${index}].order_id`),
    amountFen: amountIn(order),
    items: asObjects(order['product_info_list']).map((item) => ({
      productId: asId(item['product_id']),
      skuId: asId(item['sku_id']),
      count: asInteger(item['count']),
      amountFen: amountIn(item),
    })),
  };
}
