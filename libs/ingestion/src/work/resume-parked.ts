import type { TenantTx } from '@zhanggui/platform';
import type { WechatErrorKind } from '@zhanggui/wechat';

/** Lets work of a store go on that was parked for one of these reasons, since the reason is proven to be gone. */
export async function resumeParked(
  tx: TenantTx,
  storeId: string,
  reasons: readonly WechatErrorKind[],
  now: Date,
): Promise<void> {
  await tx.query(
    `UPDATE work SET parked_at = NULL, attempts = 0, available_at = $3, enqueued_at = NULL
     WHERE merchant_id = $1 AND store_id = $2 AND parked_at IS NOT NULL AND error_code = ANY($4::text[])`,
    [storeId, now, reasons],
  );
}
