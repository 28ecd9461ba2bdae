import { Injectable } from '@nestjs/common';
import { Clock, Database, type ReadContext, storeCondition } from '@zhanggui/platform';
import { type OrderCountsDto, type OrderView, orderViews } from './dto/order.dto';
import { viewCondition } from './order-views';

const cap = 1000;

/** Counts beside tabs and on cards. They stop at a cap, so a shop with a million orders pays for a thousand. */
@Injectable()
export class OrderCounts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async byView(context: ReadContext): Promise<OrderCountsDto> {
    const counts = await this.count(context, orderViews);
    return { items: orderViews.map((view) => ({ view, count: counts.get(view) ?? 0 })), cap };
  }

  /** The work that waits, for the cards of the first page. */
  async waiting(context: ReadContext) {
    const views = ['unshipped', 'overdue', 'gift_unclaimed', 'pending_payment', 'after_sale', 'unknown'] as const;
    const counts = await this.count(context, views);
    const parkedStores = storeCondition(context, 2);
    const [parked] = await this.db.read(context, (tx) =>
      tx.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM (SELECT 1 FROM work WHERE ${tx.scopeColumn} = $1 AND parked_at IS NOT NULL${parkedStores.sql} LIMIT ${cap}) AS t`,
        parkedStores.params,
      ),
    );
    const of = (view: OrderView) => counts.get(view) ?? 0;
    return {
      toShip: of('unshipped'),
      overdue: of('overdue'),
      giftsUnclaimed: of('gift_unclaimed'),
      pendingPayment: of('pending_payment'),
      openAfterSales: of('after_sale'),
      unknown: of('unknown'),
      parkedWork: parked?.n ?? 0,
      cap,
    };
  }

  private async count(context: ReadContext, views: readonly OrderView[]): Promise<Map<OrderView, number>> {
    const now = this.clock.now();
    return this.db.read(context, async (tx) => {
      const params: unknown[] = [];
      const parts = views.map((view) => {
        const condition = viewCondition(view, params.length + 2, now);
        params.push(...condition.params);
        const stores = storeCondition(context, params.length + 2);
        params.push(...stores.params);
        return `(SELECT count(*)::int FROM (SELECT 1 FROM orders WHERE ${tx.scopeColumn} = $1${condition.sql}${stores.sql} LIMIT ${cap}) AS t) AS "${view}"`;
      });
      const [row] = await tx.query<Record<string, number>>(`SELECT ${parts.join(', ')}`, params);
      return new Map(views.map((view) => [view, row?.[view] ?? 0]));
    });
  }
}
