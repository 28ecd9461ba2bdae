import {
  asFlag,
  asId,
  asIds,
  asInteger,
  asObject,
  asObjects,
  asText,
  asTime,
  unlessEmpty,
  type WireObject,
} from '../wire/wire-fields';
import type {
  OrderCommission,
  OrderDelivery,
  OrderGift,
  OrderParcel,
  OrderPayment,
  OrderPrice,
  OrderReceiver,
  OrderSettlement,
  OrderSnapshot,
  OrderSource,
} from './order-snapshot';
import { readDiscounts } from './read-discounts';
import { readOrderItems } from './read-order-items';
import { required } from './unreadable-snapshot';

const nothing: WireObject = {};

/** Reads an order from the answer of `order/get` or from the order object in it. Throws UnreadableSnapshot. */
export function readOrder(json: unknown): OrderSnapshot {
  const outer = asObject(json) ?? nothing;
  const order = asObject(outer['order']) ?? outer;
  const detail = asObject(order['order_detail']) ?? nothing;
  const ext = asObject(detail['ext_info']) ?? nothing;
  const afterSales = asObject(order['aftersale_detail']) ?? nothing;
  const gift = readGift(order);
  const payment = readPayment(asObject(detail['pay_info']) ?? nothing);
  const createTime = required(asTime(order['create_time']), 'create_time');
  return {
    orderId: required(asId(order['order_id']), 'order_id'),
    status: required(asInteger(order['status']), 'status'),
    createTime,
    updateTime: asTime(order['update_time']) ?? createTime,
    payTime: payment.payTime,
    confirmTime: asTime(ext['confirm_receipt_time']),
    openid: asText(order['openid']),
    unionid: asText(order['unionid']),
    isGift: gift !== undefined,
    gift,
    items: readOrderItems(detail['product_infos']),
    price: readPrice(asObject(detail['price_info']) ?? nothing),
    payment,
    receiver: readReceiver(detail),
    delivery: readDelivery(asObject(detail['delivery_info'])),
    scene: asInteger(ext['order_scene']),
    sources: asObjects(detail['source_infos']).map(readSource),
    commissions: asObjects(detail['commission_infos']).map(readCommission),
    commissionsReady: asFlag(ext['commission_handling_progress']),
    settle: readSettlement(asObject(detail['settle_info'])),
    afterSaleIds: readAfterSaleIds(afterSales),
    openAfterSaleCount: asInteger(afterSales['on_aftersale_order_cnt']),
    notes: { customer: asText(ext['customer_notes']), merchant: asText(ext['merchant_notes']) },
    finderId: asText(ext['finder_id']),
    liveId: asText(ext['live_id']),
    agent: readAgent(asObject(detail['agent_info'])),
    refundFreightFen: asInteger(asObject(detail['refund_info'])?.['refund_freight']),
    greetingCard: readGreetingCard(asObject(detail['greeting_card_info'])),
    isFlashSale: asFlag(order['is_flash_sale_order']),
  };
}

/** `order_present_info` is the newer home of the gift fields; older orders have them at the top. */
function readGift(order: WireObject): OrderGift | undefined {
  const newer = asObject(order['order_present_info']) ?? nothing;
  const giftId =
    asId(newer['present_order_id_str']) ?? asId(order['present_order_id_str']) ?? asId(order['present_order_id']);
  const isGift = asFlag(order['is_present']) ?? giftId !== undefined;
  if (!isGift) return undefined;
  return {
    giftId,
    giverOpenid: asText(newer['present_giver_openid']) ?? asText(order['present_giver_openid']),
    giverUnionid: asText(newer['present_giver_unionid']) ?? asText(order['present_giver_unionid']),
    sendType: asInteger(newer['present_send_type']) ?? asInteger(order['present_send_type']),
    note: asText(newer['present_note']) ?? asText(order['present_note']),
    isFree: asFlag(newer['is_b2c_free_present']) ?? asFlag(order['is_b2c_free_present']) ?? false,
  };
}

function readPrice(price: WireObject): OrderPrice {
  return {
    orderPriceFen: asInteger(price['order_price']),
    productPriceFen: asInteger(price['product_price']),
    freightFen: asInteger(price['freight']),
    originalPriceFen: asInteger(price['original_order_price']),
    merchantReceivableFen: asInteger(price['merchant_receieve_price']) ?? asInteger(price['merchant_receive_price']),
    discounts: readDiscounts(price, asInteger(price['change_down_price'])),
  };
}

function readPayment(pay: WireObject): OrderPayment {
  return {
    method: asInteger(pay['payment_method']),
    transactionId: asId(pay['transaction_id']),
    prepayId: asText(pay['prepay_id']),
    prepayTime: asTime(pay['prepay_time']),
    payTime: asTime(pay['pay_time']),
  };
}

function readReceiver(detail: WireObject): OrderReceiver | undefined {
  const address = asObject(asObject(detail['delivery_info'])?.['address_info']);
  if (!address) return undefined;
  const telExt = asObject(address['tel_number_ext_info']) ?? nothing;
  const receiver = unlessEmpty<OrderReceiver>({
    name: asText(address['user_name']),
    tel: asText(address['tel_number']),
    province: asText(address['province_name']),
    city: asText(address['city_name']),
    county: asText(address['county_name']),
    detail: asText(address['detail_info']),
    houseNumber: asText(address['house_number']),
    postalCode: asText(address['postal_code']),
    nationalCode: asText(address['national_code']),
    hashCode: asText(address['hash_code']),
    virtualTel: asText(telExt['virtual_tel_number']) ?? asText(address['virtual_order_tel_number']),
    virtualTelExpireTime: asTime(telExt['virtual_tel_expire_time']),
  });
  return receiver && { ...receiver, usesVirtualTel: asFlag(address['use_tel_number']) };
}

function readDelivery(delivery: WireObject | undefined): OrderDelivery | undefined {
  if (!delivery) return undefined;
  return {
    method: asInteger(delivery['deliver_method']),
    parcels: asObjects(delivery['delivery_product_info']).map(readParcel),
    shipDoneTime: asTime(delivery['ship_done_time']),
    predictDeliveryTime: asTime(delivery['predict_delivery_time']),
    addressUnderReview: readUnderReview(delivery['address_under_review']),
    addressApplyTime: asTime(delivery['address_apply_time']),
    ewaybillOrderCode: asText(delivery['ewaybill_order_code']),
    qualityInspectType: asInteger(delivery['quality_inspect_type']),
    qualityInspectStatus: asInteger(asObject(delivery['quality_inspect_info'])?.['inspect_status']),
    dropshipFlag: asInteger(delivery['dropship_flag']),
  };
}

/** The buyer's pending address itself in an order, a flag in a search: there is one, or there is none. */
function readUnderReview(value: unknown): boolean | undefined {
  const address = asObject(value);
  return address ? Object.values(address).some((entry) => asText(entry) !== undefined) : asFlag(value);
}

function readParcel(parcel: WireObject): OrderParcel {
  return {
    waybillId: asText(parcel['waybill_id']),
    deliveryId: asText(parcel['delivery_id']),
    deliveryName: asText(parcel['delivery_name']),
    shipTime: asTime(parcel['delivery_time']),
    deliverType: asInteger(parcel['deliver_type']),
    items: asObjects(parcel['product_infos']).map((item) => ({
      productId: asId(item['product_id']),
      skuId: asId(item['sku_id']),
      count: asInteger(item['product_cnt']),
    })),
  };
}

function readSource(source: WireObject): OrderSource {
  return {
    skuId: asId(source['sku_id']),
    saleChannel: asInteger(source['sale_channel']),
    accountType: asInteger(source['account_type']),
    accountId: asText(source['account_id']),
    accountNickname: asText(source['account_nickname']),
    contentType: asInteger(source['content_type']),
    contentId: asText(source['content_id']),
    promoterHeadSupplierId: asId(source['promoter_head_supplier_id']),
    originalId: asText(source['original_id']),
  };
}

function readCommission(commission: WireObject): OrderCommission {
  return {
    skuId: asId(commission['sku_id']),
    nickname: asText(commission['nickname']),
    type: asInteger(commission['type']),
    status: asInteger(commission['status']),
    amountFen: asInteger(commission['amount']),
    finderId: asText(commission['finder_id']),
    openFinderId: asText(commission['openfinderid']),
    talentId: asText(commission['talent_id']),
    agencyId: asText(commission['agency_id']),
  };
}

function readSettlement(settle: WireObject | undefined): OrderSettlement | undefined {
  return (
    settle &&
    unlessEmpty<OrderSettlement>({
      predictedFeeFen: asInteger(settle['predict_commission_fee']),
      feeFen: asInteger(settle['commission_fee']),
      predictedWecoinFeeFen: asInteger(settle['predict_wecoin_commission']),
      wecoinFeeFen: asInteger(settle['wecoin_commission']),
      settleTime: asTime(settle['settle_time']),
    })
  );
}

function readAfterSaleIds(afterSales: WireObject): string[] {
  return asObjects(afterSales['aftersale_order_list']).flatMap((entry) =>
    asIds(entry['aftersale_order_id'] ?? entry['after_sale_order_id']),
  );
}

function readAgent(agent: WireObject | undefined): OrderSnapshot['agent'] {
  return (
    agent &&
    unlessEmpty({ finderId: asText(agent['agent_finder_id']), nickname: asText(agent['agent_finder_nickname']) })
  );
}

function readGreetingCard(card: WireObject | undefined): OrderSnapshot['greetingCard'] {
  return (
    card &&
    unlessEmpty({
      giver: asText(card['giver_name']),
      receiver: asText(card['receiver_name']),
      message: asText(card['greeting_message']),
    })
  );
}
