import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Configuration, Database, tenantContext } from '@zhanggui/platform';

interface StoreRow {
  merchant_id: string;
  provider_id: string;
  id: string;
  until: Date | null;
}

const pageSize = 500;
const beginning = new Date(0);

/**
 * Forgets who bought, some time after an order last changed: name, telephone and address (sealed and masked), the buyer's
 * note, and the raw snapshot that holds the note too. Money, goods, region and figures stay.
 */
@Injectable()
export class BuyerRetention {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Configuration,
  ) {}

  /** @returns how many orders were changed */
  async run(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.buyerRetentionDays * 86_400_000);
    let changed = 0;
    for (let after = ''; ; ) {
      const stores = await this.db.systemQuery<StoreRow>(
        `SELECT merchant_id, provider_id, id, buyers_forgotten_until AS until FROM store
         WHERE ($1 = '' OR (merchant_id, id) > (split_part($1, ' ', 1)::uuid, split_part($1, ' ', 2)::uuid))
           AND (buyers_forgotten_until IS NULL OR buyers_forgotten_until < $2) ORDER BY merchant_id, id LIMIT ${pageSize}`,
        [after, before],
      );
      for (const store of stores) changed += await this.forget(store, before);
      const last = stores.at(-1);
      if (!last) return changed;
      after = `${last.merchant_id} ${last.id}`;
    }
  }

  /** Goes through a store's orders by the time of their last change, from where it stopped before. */
  private async forget(store: StoreRow, before: Date): Promise<number> {
    const context = tenantContext({ merchantId: store.merchant_id, providerId: store.provider_id, storeIds: 'all' });
    let changed = 0;
    for (let from = store.until ?? beginning; ; ) {
      const { reached, rows, isLast } = await this.db.tenant(context, async (tx) => {
        const page = await tx.query<{ id: string; updated_at: Date }>(
          `SELECT id, updated_at FROM orders WHERE merchant_id = $1 AND store_id = $2 AND updated_at > $3 AND updated_at <= $4
           ORDER BY updated_at FETCH FIRST ${pageSize} ROWS WITH TIES`,
          [store.id, from, before],
        );
        const ids = page.map((row) => row.id);
        const forgotten = await tx.query(
          `UPDATE orders SET receiver_sealed = NULL, customer_note = NULL,
             receiver_masked = receiver_masked || '{"name": null, "tel": null}'::jsonb
           WHERE merchant_id = $1 AND id = ANY($2::uuid[]) AND (receiver_sealed IS NOT NULL OR customer_note IS NOT NULL) RETURNING id`,
          [ids],
        );
        await tx.query('DELETE FROM order_snapshot WHERE merchant_id = $1 AND order_id = ANY($2::uuid[])', [ids]);
        const isLast = page.length < pageSize;
        const reached = isLast ? before : page.at(-1)!.updated_at;
        await tx.query('UPDATE store SET buyers_forgotten_until = $3 WHERE merchant_id = $1 AND id = $2', [
          store.id,
          reached,
        ]);
        return { reached, rows: forgotten.length, isLast };
      });
      changed += rows;
      if (isLast) return changed;
      from = reached;
    }
  }
}
