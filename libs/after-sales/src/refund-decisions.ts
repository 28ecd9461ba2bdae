import { Inject, Injectable } from '@nestjs/common';
import { mustConfirm } from '@zhanggui/accounts';
import { AuditLog } from '@zhanggui/audit';
import { awaitsRefund } from '@zhanggui/contracts';
import {
  Clock,
  CONFIG,
  type Configuration,
  type CurrentUser,
  Database,
  fen,
  insideStore,
  NotFound,
  newId,
  type ReadContext,
  requestWork,
  storeCondition,
} from '@zhanggui/platform';
import { topics } from '@zhanggui/stores';
import { NotAwaitingRefund, RefundAmountChanged, RefundUnderWay } from './after-sales.errors';
import { writeRefundEntry } from './refund-entry';

/** Takes people's decisions to pay back. The worker tells the platform: once, whatever breaks on the way. */
@Injectable()
export class RefundDecisions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Configuration,
  ) {}

  /**
   * @param seenFen the amount that the person agrees to
   * @throws NotAwaitingRefund, RefundAmountChanged, RefundUnderWay; ConfirmationNeeded above the limit
   */
  async agree(context: ReadContext, user: CurrentUser, id: string, seenFen: number): Promise<void> {
    const stores = storeCondition(context, 3);
    const [row] = await this.db.read(context, (tx) =>
      tx.query<{
        merchant_id: string;
        store_id: string;
        platform_after_sale_id: string;
        platform_order_id: string;
        kind: string;
        type: string;
        platform_status: string;
        amount_fen: string;
      }>(
        `SELECT merchant_id, store_id, platform_after_sale_id, platform_order_id, kind, type, platform_status, amount_fen
         FROM after_sale WHERE ${tx.scopeColumn} = $1 AND id = $2${stores.sql}`,
        [id, ...stores.params],
      ),
    );
    if (!row) throw new NotFound('after_sale');
    if (row.kind !== 'after_sale' || !awaitsRefund(row.type, row.platform_status))
      throw new NotAwaitingRefund(row.platform_status);
    const amountFen = fen(row.amount_fen);
    if (amountFen !== seenFen) throw new RefundAmountChanged(amountFen);
    const now = this.clock.now();
    if (amountFen > this.config.refundConfirmAboveFen) mustConfirm(user, now);
    const { merchant_id: merchantId, store_id: storeId, platform_after_sale_id: platformAfterSaleId } = row;
    const tenant = insideStore(context, merchantId, storeId);
    const decisionId = newId();
    await this.db.tenant(tenant, async (tx) => {
      const [made] = await tx.query(
        `INSERT INTO refund_decision (merchant_id, id, provider_id, store_id, platform_after_sale_id, platform_order_id, amount_fen, state, user_id, user_name, requested_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10)
         ON CONFLICT (merchant_id, store_id, platform_after_sale_id) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
        [
          decisionId,
          tx.providerId,
          storeId,
          platformAfterSaleId,
          row.platform_order_id,
          amountFen,
          user.id,
          user.name,
          now,
        ],
      );
      if (!made) throw new RefundUnderWay();
      const refund = { storeId, platformAfterSaleId, platformOrderId: row.platform_order_id, amountFen, by: user.name };
      await writeRefundEntry(tx, 'refund_agreed', refund, now, user.id);
      await requestWork(tx, [{ storeId, topic: topics.agreeToRefund, subject: decisionId, queue: 'live' }], now);
      await this.audit.write(tx, tenant, {
        action: 'refund.agreed',
        subject: { kind: 'after_sale', id },
        storeId,
        after: { platformAfterSaleId, platformOrderId: row.platform_order_id, amountFen },
      });
    });
  }
}
