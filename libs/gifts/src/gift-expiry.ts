import { type AfterSaleValues, afterSaleStatus } from '@zhanggui/after-sales';
import type { GiftAfterSaleSnapshot } from '@zhanggui/wechat';

/** The refund of a gift's unclaimed shares, cut into its orders: the amounts may differ from share to share. */
export function giftExpiryValues(snapshot: GiftAfterSaleSnapshot): AfterSaleValues[] {
  const status = afterSaleStatus(snapshot.status);
  return snapshot.orders.map((order) => ({
    platformAfterSaleId: snapshot.id,
    platformOrderId: order.orderId,
    kind: 'gift_expiry',
    status,
    platformStatus: snapshot.status,
    type: 'GIFT_EXPIRY',
    reason: null,
    reasonText: null,
    refundReason: null,
    productId: order.items[0]?.productId ?? null,
    skuId: order.items[0]?.skuId ?? null,
    count: order.items.reduce((sum, item) => sum + (item.count ?? 0), 0),
    amountFen: order.amountFen ?? 0,
    createdAt: snapshot.createTime,
    updatedAt: snapshot.updateTime,
    completedAt: status === 'refunded' ? snapshot.updateTime : null,
    deadline: null,
    applicantOpenid: null,
    payeeOpenid: snapshot.openid ?? null,
  }));
}
