import { Injectable } from '@nestjs/common';
import { afterSaleValues } from '@zhanggui/after-sales';
import { giftExpiryValues } from '@zhanggui/gifts';
import { Clock, completeWork, Database, type HeldWork, prepared, SecretBox, type TenantTx } from '@zhanggui/platform';
import { WechatApi } from '@zhanggui/wechat';
import { applyAfterSale } from '../apply/apply-after-sale';
import { applyOrder } from '../apply/apply-order';
import type { WorkContext } from './work-context';

// The store is compared in a way that no index serves: on a young table, of which PostgreSQL knows nothing yet, an index on
// merchant, store and time looks as good as the one on the subject, and would be walked through for every order.
const pushesAnsweredText = `UPDATE inbox SET state = 'done', processed_at = $5
  WHERE merchant_id = $1 AND store_id IS NOT DISTINCT FROM $2 AND subject_kind = $3 AND subject_id = $4 AND state = 'waiting' AND received_at <= $6`;
const pushesAnswered = prepared(pushesAnsweredText);
// A push about an order has its id in this column too, and an index on it.
const orderPushesAnswered = prepared(`${pushesAnsweredText} AND order_platform_id = $4`);

/** A push is only a hint: what it is about is read again, applied and marked as done in one transaction. */
@Injectable()
export class ReadAgain {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly api: WechatApi,
    private readonly box: SecretBox,
  ) {}

  order({ work, store, tenant }: WorkContext): Promise<HeldWork | undefined> {
    return this.readAndApply(
      () => this.api.getOrder({ appId: store.appId }, work.subject),
      async ({ snapshot, raw }, readAt) =>
        this.db.tenant(tenant, async (tx) => {
          await applyOrder(tx, work.storeId, { snapshot, raw, readAt }, this.box);
          return this.finish(tx, work, 'order', readAt);
        }),
    );
  }

  afterSale({ work, store, tenant }: WorkContext): Promise<HeldWork | undefined> {
    return this.readAndApply(
      () => this.api.getAfterSale({ appId: store.appId }, work.subject),
      async ({ snapshot, raw }, readAt) =>
        this.db.tenant(tenant, async (tx) => {
          await applyAfterSale(tx, work.storeId, [afterSaleValues(snapshot)], raw, readAt);
          return this.finish(tx, work, 'after_sale', readAt);
        }),
    );
  }

  giftAfterSale({ work, store, tenant }: WorkContext): Promise<HeldWork | undefined> {
    return this.readAndApply(
      () => this.api.getGiftAfterSale({ appId: store.appId }, work.subject),
      async ({ snapshot, raw }, readAt) =>
        this.db.tenant(tenant, async (tx) => {
          await applyAfterSale(tx, work.storeId, giftExpiryValues(snapshot), raw, readAt);
          return this.finish(tx, work, 'gift_after_sale', readAt);
        }),
    );
  }

  private async readAndApply<T>(
    read: () => Promise<T>,
    apply: (result: T, readAt: Date) => Promise<HeldWork | undefined>,
  ): Promise<HeldWork | undefined> {
    // The moment of asking: whatever changed after it is not promised to be in the answer.
    const readAt = this.clock.now();
    return apply(await read(), readAt);
  }

  /** Pushes that came before we asked have had their effect. */
  private async finish(tx: TenantTx, work: HeldWork, subjectKind: string, readAt: Date): Promise<HeldWork | undefined> {
    const answered = subjectKind === 'order' ? orderPushesAnswered : pushesAnswered;
    await tx.query(answered, [work.storeId, subjectKind, work.subject, this.clock.now(), readAt]);
    return completeWork(tx, work);
  }
}
