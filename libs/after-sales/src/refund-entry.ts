import { newId, type TenantTx } from '@zhanggui/platform';

/** A refund that somebody decided about. */
export interface DecidedRefund {
  readonly storeId: string;
  readonly platformAfterSaleId: string;
  readonly platformOrderId: string;
  readonly amountFen: number;
  /** The name of who decided. */
  readonly by: string;
}

/** Puts what came of a decision into the timeline of its order. */
export async function writeRefundEntry(
  tx: TenantTx,
  name: 'refund_agreed' | 'refund_overtaken' | 'refund_failed',
  { storeId, platformAfterSaleId, platformOrderId, amountFen, by }: DecidedRefund,
  now: Date,
  userId: string | null = null,
): Promise<void> {
  await tx.query(
    `INSERT INTO order_timeline (merchant_id, id, order_id, at, recorded_at, kind, detail, user_id)
     SELECT merchant_id, $2, id, $3, $3, 'act', $4, $5 FROM orders WHERE merchant_id = $1 AND store_id = $6 AND platform_order_id = $7`,
    [newId(), now, JSON.stringify({ name, amountFen, platformAfterSaleId, by }), userId, storeId, platformOrderId],
  );
}
