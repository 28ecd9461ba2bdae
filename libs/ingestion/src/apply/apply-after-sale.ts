import type { AfterSaleValues } from '@zhanggui/after-sales';
import { withoutReceiver } from '@zhanggui/orders';
import { fen, newId, requestWork, type TenantTx } from '@zhanggui/platform';
import { topics } from '@zhanggui/stores';

/**
 * Brings an after-sale to what the platform showed and, where that is news, asks for its order to be read again: counters
 * on the order and its figures change in one place only, where the order is applied. A snapshot older than ours changes nothing.
 */
export async function applyAfterSale(
  tx: TenantTx,
  storeId: string,
  rows: readonly AfterSaleValues[],
  raw: string,
  readAt: Date,
): Promise<void> {
  const news: AfterSaleValues[] = [];
  for (const values of rows) {
    const [known] = await tx.query<{ platform_status: string; amount_fen: string; updated_at: Date }>(
      `SELECT platform_status, amount_fen, updated_at FROM after_sale
       WHERE merchant_id = $1 AND store_id = $2 AND platform_after_sale_id = $3 AND platform_order_id = $4 FOR UPDATE`,
      [storeId, values.platformAfterSaleId, values.platformOrderId],
    );
    if (!known || !isSame(known, values)) news.push(values);
    await tx.query(
      `INSERT INTO after_sale (merchant_id, id, provider_id, store_id, platform_after_sale_id, platform_order_id, kind, status, platform_status, type,
         reason, reason_text, refund_reason, product_id, sku_id, count, amount_fen, created_at, updated_at, completed_at, deadline, applicant_openid,
         payee_openid, raw, read_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
       ON CONFLICT (merchant_id, store_id, platform_after_sale_id, platform_order_id) DO UPDATE SET status = EXCLUDED.status,
         platform_status = EXCLUDED.platform_status, type = EXCLUDED.type, reason = EXCLUDED.reason, reason_text = EXCLUDED.reason_text,
         refund_reason = EXCLUDED.refund_reason, count = EXCLUDED.count, amount_fen = EXCLUDED.amount_fen, updated_at = EXCLUDED.updated_at,
         completed_at = EXCLUDED.completed_at, deadline = EXCLUDED.deadline, payee_openid = EXCLUDED.payee_openid, raw = EXCLUDED.raw,
         read_at = EXCLUDED.read_at
       WHERE after_sale.updated_at <= EXCLUDED.updated_at`,
      [
        newId(),
        tx.providerId,
        storeId,
        values.platformAfterSaleId,
        values.platformOrderId,
        values.kind,
        values.status,
        values.platformStatus,
        values.type,
        values.reason,
        values.reasonText,
        values.refundReason,
        values.productId,
        values.skuId,
        values.count,
        values.amountFen,
        values.createdAt,
        values.updatedAt,
        values.completedAt,
        values.deadline,
        values.applicantOpenid,
        values.payeeOpenid,
        withoutReceiver(raw),
        readAt,
      ],
    );
  }
  const orders = news.map((values) => ({
    storeId,
    topic: topics.order,
    subject: values.platformOrderId,
    queue: 'live' as const,
  }));
  await requestWork(tx, orders, readAt);
}

const isSame = (
  known: { platform_status: string; amount_fen: string; updated_at: Date },
  values: AfterSaleValues,
): boolean =>
  known.platform_status === values.platformStatus &&
  fen(known.amount_fen) === values.amountFen &&
  known.updated_at.getTime() === values.updatedAt.getTime();
