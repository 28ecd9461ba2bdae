import type { GiftRefund } from '../gifts/gift';
import type { AfterSale } from './after-sale';

export const afterSaleOnWire = (afterSale: AfterSale): Record<string, unknown> => ({
  after_sale_order_id: afterSale.id,
  order_id: afterSale.orderId,
  status: afterSale.status,
  type: afterSale.type,
  sub_type: 'DEFAULT',
  ...(afterSale.openid ? { openid: afterSale.openid } : {}),
  ...(afterSale.giverOpenid ? { present_giver_openid: afterSale.giverOpenid } : {}),
  product_info: { product_id: afterSale.productId, sku_id: afterSale.skuId, count: afterSale.count },
  refund_info: {
    amount: afterSale.amountFen,
    ...(afterSale.refundReason ? { refund_reason: afterSale.refundReason } : {}),
  },
  ...(afterSale.returnParcel
    ? {
        return_info: {
          waybill_id: afterSale.returnParcel.waybillId,
          delivery_id: afterSale.returnParcel.deliveryId,
          delivery_name: afterSale.returnParcel.deliveryName,
          return_type: 1,
        },
      }
    : {}),
  ...(afterSale.rejectReason ? { merchant_upload_info: { reject_reason: afterSale.rejectReason } } : {}),
  ...(afterSale.type === 'EXCHANGE'
    ? {
        exchange_product_info: {
          product_id: afterSale.productId,
          old_sku_id: afterSale.skuId,
          new_sku_id: afterSale.skuId,
          product_cnt: afterSale.count,
        },
      }
    : {}),
  reason: afterSale.reason,
  reason_text: afterSale.reasonText,
  create_time: afterSale.createTime,
  update_time: afterSale.updateTime,
  ...(afterSale.completeTime ? { complete_time: afterSale.completeTime } : {}),
  ...(afterSale.deadline ? { deadline: afterSale.deadline } : {}),
});

export const giftRefundOnWire = (refund: GiftRefund): Record<string, unknown> => ({
  after_sale_order_id: refund.id,
  present_order_id: refund.giftId,
  status: refund.status,
  openid: refund.giverOpenid,
  create_time: refund.createTime,
  update_time: refund.updateTime,
  refund_info: { amount: refund.shares.reduce((sum, { fen }) => sum + fen, 0) },
  order_info_list: refund.shares.map(({ orderId, productId, skuId, count, fen }) => ({
    order_id: orderId,
    refund_info: { amount: fen },
    product_info_list: [{ product_id: productId, sku_id: skuId, count, refund_info: { amount: fen } }],
  })),
});
