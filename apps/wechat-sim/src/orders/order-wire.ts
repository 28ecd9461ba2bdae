import { isEnded } from '../after-sales/after-sale';
import { couponFen, discountFen, goodsFen, lineFen, type Order, type OrderLine, orderFen, pointsFen } from './order';
import { OrderStatus } from './order-status';

/** The numbers of `aftersale_detail` are published nowhere; these are as good as any. */
const afterSaleNumbers: Readonly<Record<string, number>> = {
  USER_CANCELD: 1,
  MERCHANT_PROCESSING: 2,
  MERCHANT_REJECT_REFUND: 4,
  MERCHANT_REJECT_RETURN: 5,
  USER_WAIT_RETURN: 6,
  MERCHANT_WAIT_RECEIPT: 8,
  PLATFORM_REFUNDING: 11,
  MERCHANT_REFUND_SUCCESS: 13,
  MERCHANT_RETURN_SUCCESS: 14,
  MERCHANT_EXCHANGE_SUCCESS: 17,
};

/** The order as `order/get` answers it. What was not set is absent. */
export function orderOnWire(order: Order): Record<string, unknown> {
  const owner = order.openid === undefined ? {} : { openid: order.openid };
  return {
    order_id: order.id,
    status: order.status,
    create_time: order.createTime,
    update_time: order.updateTime,
    ...owner,
    ...giftFields(order),
    order_detail: {
      product_infos: order.lines.map(lineOnWire),
      ...payInfo(order),
      price_info: priceInfo(order),
      delivery_info: deliveryInfo(order),
      ext_info: extInfo(order),
      ...sourceInfos(order),
      ...(order.pay ? { settle_info: { predict_commission_fee: Math.floor(orderFen(order) / 100) } } : {}),
      ...(order.refundedFreightFen > 0 ? { refund_info: { refund_freight: order.refundedFreightFen } } : {}),
    },
    aftersale_detail: {
      aftersale_order_list: order.afterSales.map(({ id, status }) => ({
        aftersale_order_id: id,
        status: afterSaleNumbers[status] ?? 99,
      })),
      on_aftersale_order_cnt: order.afterSales.filter(({ status }) => !isEnded(status)).length,
    },
  };
}

function giftFields(order: Order): Record<string, unknown> {
  if (!order.gift) return { is_present: false };
  const { id, note, sendType, free } = order.gift;
  const fields = {
    present_note: note,
    present_giver_openid: order.payerOpenid,
    present_order_id_str: id,
    present_send_type: sendType,
  };
  return { is_present: true, ...fields, order_present_info: { ...fields, is_b2c_free_present: free } };
}

function lineOnWire(line: OrderLine): Record<string, unknown> {
  const real = lineFen(line);
  const discounted = line.discountFen + line.couponFen + line.pointsFen > 0;
  return {
    product_id: line.productId,
    sku_id: line.skuId,
    product_unique_id: line.uniqueId,
    title: line.title,
    thumb_img: line.image,
    sku_code: line.skuCode,
    sku_attrs: line.attrs.map(({ key, value }) => ({ attr_key: key, attr_value: value })),
    sku_cnt: line.count,
    sale_price: line.salePriceFen,
    market_price: line.marketPriceFen,
    real_price: real,
    is_discounted: discounted,
    ...(discounted ? { estimate_price: real } : {}),
    ...(line.discountFen > 0 ? { merchant_discounted_price: line.discountFen } : {}),
    ...(line.couponFen > 0 ? { cash_coupon_discounted_price: line.couponFen } : {}),
    ...(line.pointsFen > 0 ? { use_deduction: true, deduction_price: line.pointsFen } : {}),
    on_aftersale_sku_cnt: line.inAfterSale,
    finish_aftersale_sku_cnt: line.finishedAfterSale,
    ...(line.deliveryDeadline ? { delivery_deadline: line.deliveryDeadline } : {}),
    ...(line.swappedFrom ? { accept_change_sku_info: { old_sku_id: line.swappedFrom, new_sku_id: line.skuId } } : {}),
    extra_service: { seven_day_return: 1, freight_insurance: 0 },
  };
}

function payInfo({ pay }: Order): Record<string, unknown> {
  if (!pay) return {};
  const { method, time, prepayId, transactionId } = pay;
  return {
    pay_info: {
      payment_method: method,
      ...(prepayId ? { prepay_id: prepayId, prepay_time: time } : {}),
      pay_time: time,
      ...(transactionId ? { transaction_id: transactionId } : {}),
    },
  };
}

function priceInfo(order: Order): Record<string, unknown> {
  const goods = goodsFen(order);
  const byMerchant = discountFen(order);
  const byPlatform = couponFen(order);
  const points = pointsFen(order);
  const paid = orderFen(order);
  return {
    product_price: goods,
    order_price: paid,
    freight: order.freightFen,
    original_order_price: goods + order.freightFen,
    is_discounted: byMerchant + byPlatform > 0,
    ...(byMerchant + byPlatform > 0 ? { discounted_price: byMerchant + byPlatform } : {}),
    ...(byMerchant > 0 ? { merchant_discounted_price: byMerchant } : {}),
    ...(byPlatform > 0 ? { cash_coupon_discounted_price: byPlatform } : {}),
    ...(points > 0 ? { use_deduction: true, deduction_price: points } : {}),
    merchant_receieve_price: paid + byPlatform,
  };
}

function deliveryInfo(order: Order): Record<string, unknown> {
  const { address } = order;
  const shipDue = order.lines[0]?.deliveryDeadline;
  return {
    ...(address
      ? {
          address_info: {
            user_name: address.userName,
            province_name: address.province,
            city_name: address.city,
            county_name: address.county,
            detail_info: '***',
            tel_number: address.phone,
            use_tel_number: 1,
            hash_code: address.hash,
          },
        }
      : {}),
    deliver_method: order.kind === 'voucher' ? 1 : 0,
    delivery_product_info: order.parcels.map((parcel) => ({
      ...(parcel.waybillId ? { waybill_id: parcel.waybillId, delivery_id: parcel.deliveryId } : {}),
      delivery_time: parcel.time,
      deliver_type: parcel.deliverType,
      product_infos: parcel.products.map(({ productId, skuId, count }) => ({
        product_id: productId,
        sku_id: skuId,
        product_cnt: count,
      })),
    })),
    ...(order.shippedAt ? { ship_done_time: order.shippedAt } : {}),
    ...(shipDue ? { predict_delivery_time: shipDue } : {}),
  };
}

const extInfo = (order: Order): Record<string, unknown> => ({
  customer_notes: order.customerNotes,
  merchant_notes: order.merchantNotes,
  order_scene: order.scene,
  ...(order.scene === 2 ? { finder_id: 'sphHouseLive', live_id: 'export/live' } : {}),
  ...(order.status === OrderStatus.complete && order.confirmedAt ? { confirm_receipt_time: order.confirmedAt } : {}),
});

function sourceInfos({ source, lines }: Order): Record<string, unknown> {
  if (!source) return {};
  const skus = [...new Set(lines.map(({ skuId }) => skuId))];
  return {
    source_infos: skus.map((skuId) => ({
      sku_id: skuId,
      sale_channel: source.saleChannel,
      account_type: source.accountType,
      account_id: source.accountId,
      account_nickname: source.nickname,
    })),
  };
}
