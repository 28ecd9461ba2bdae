import { Injectable } from '@nestjs/common';
import { Clock, completeWork, Database, type HeldWork, prolongWork } from '@zhanggui/platform';
import { refreshOrderFigures } from '../apply/apply-order';
import type { WorkContext } from '../work/work-context';

const pageSize = 100;

/** Puts every figure of a store on its days anew, order by order; orders that change meanwhile are right already. */
@Injectable()
export class RebuildFigures {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async run({ work, store, tenant }: WorkContext): Promise<HeldWork | undefined> {
    for (let after = ''; ; ) {
      const ids = await this.db.tenant(tenant, async (tx) => {
        await prolongWork(tx, work, this.clock.now());
        const rows = await tx.query<{ id: string }>(
          `SELECT platform_order_id AS id FROM orders WHERE merchant_id = $1 AND store_id = $2 AND platform_order_id > $3 ORDER BY platform_order_id LIMIT ${pageSize}`,
          [store.id, after],
        );
        for (const { id } of rows) await refreshOrderFigures(tx, store.id, id);
        return rows.map((row) => row.id);
      });
      const last = ids.at(-1);
      if (last === undefined) return this.db.tenant(tenant, (tx) => completeWork(tx, work));
      after = last;
    }
  }
}
