import type { AfterSaleStatus } from '@zhanggui/contracts';
import type { AfterSaleSnapshot } from '@zhanggui/wechat';
import { afterSaleStatus } from './after-sale-status';

/** The columns of `after_sale` that a snapshot decides; one row per after-sale and order. */
export interface AfterSaleValues {
  readonly platformAfterSaleId: string;
  readonly platformOrderId: string;
  readonly kind: 'after_sale' | 'gift_expiry';
  readonly status: AfterSaleStatus;
  readonly platformStatus: string;
  readonly type: string;
  readonly reason: string | null;
  readonly reasonText: string | null;
  readonly refundReason: number | null;
  readonly productId: string | null;
  readonly skuId: string | null;
  readonly count: number | null;
  readonly amountFen: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When the money went back (or the case ended). */
  readonly completedAt: Date | null;
  readonly deadline: Date | null;
  readonly applicantOpenid: string | null;
  /** Who gets the money: the giver of a gift, otherwise the applicant. */
  readonly payeeOpenid: string | null;
}

export function afterSaleValues(snapshot: AfterSaleSnapshot): AfterSaleValues {
  return {
    platformAfterSaleId: snapshot.id,
    platformOrderId: snapshot.orderId,
    kind: 'after_sale',
    status: afterSaleStatus(snapshot.status),
    platformStatus: snapshot.status,
    type: snapshot.type ?? '',
    reason: snapshot.reason ?? null,
    reasonText: snapshot.reasonText ?? null,
    refundReason: snapshot.refundReason ?? null,
    productId: snapshot.productId ?? null,
    skuId: snapshot.skuId ?? null,
    count: snapshot.count ?? null,
    amountFen: snapshot.refundAmountFen ?? 0,
    createdAt: snapshot.createTime,
    updatedAt: snapshot.updateTime,
    completedAt: snapshot.completeTime ?? null,
    deadline: snapshot.deadline ?? null,
    applicantOpenid: snapshot.openid ?? null,
    payeeOpenid: snapshot.giverOpenid ?? snapshot.openid ?? null,
  };
}
