import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Configuration, Database, Metrics, queueNames } from '@zhanggui/platform';

/** So many stores have a lag of their own; the others are only counted. */
const namedStores = 10;
const lagLimits = [60, 300, 1800] as const;

/**
 * How far the work is behind, from PostgreSQL. The api tells it, so that it is known while no worker runs. Series stay few
 * whatever the number of stores: the ten that lag most by id, and how many lag more than a limit.
 */
@Injectable()
export class WorkGauges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.metrics) return;
    const { metrics } = this;
    const open = metrics.gauge('zhanggui_work_open', 'Work that waits or is being done, by queue', ['queue']);
    const parked = metrics.gauge('zhanggui_work_parked', 'Work that waits for a person, by queue', ['queue']);
    const oldest = metrics.gauge('zhanggui_work_oldest_seconds', 'How long the oldest due work has waited', ['queue']);
    const behind = metrics.gauge('zhanggui_stores_lagging', 'Stores whose oldest due live work waits longer', ['over']);
    const named = metrics.gauge('zhanggui_store_lag_seconds', `Lag of the ${namedStores} stores that lag most`, [
      'merchant_id',
      'store_id',
    ]);
    metrics.atScrape(async () => {
      const [queues, stores] = await Promise.all([this.queues(), this.stores()]);
      for (const row of queues) {
        open.set({ queue: row.queue }, row.open);
        parked.set({ queue: row.queue }, row.parked);
        oldest.set({ queue: row.queue }, this.secondsSince(row.oldest));
      }
      named.reset();
      for (const row of stores)
        named.set({ merchant_id: row.merchant_id, store_id: row.store_id }, this.secondsSince(row.oldest));
      for (const [i, limit] of lagLimits.entries()) behind.set({ over: `${limit}s` }, stores[0]?.lagging[i] ?? 0);
    });
  }

  private queues() {
    return this.db.systemQuery<{ queue: string; open: number; parked: number; oldest: Date | null }>(
      `SELECT q.queue, count(w.id) FILTER (WHERE w.parked_at IS NULL)::int AS open, count(w.parked_at)::int AS parked,
         min(w.available_at) FILTER (WHERE w.parked_at IS NULL AND w.available_at <= $2) AS oldest
       FROM unnest($1::text[]) AS q(queue) LEFT JOIN work w ON w.queue = q.queue GROUP BY q.queue`,
      [queueNames, this.clock.now()],
    );
  }

  private stores() {
    const now = this.clock.now();
    const before = lagLimits.map((limit) => new Date(now.getTime() - limit * 1000));
    return this.db.systemQuery<{ merchant_id: string; store_id: string; oldest: Date; lagging: number[] }>(
      `WITH lag AS (SELECT merchant_id, store_id, min(available_at) AS oldest FROM work
         WHERE queue = 'live' AND parked_at IS NULL AND available_at <= $1 GROUP BY merchant_id, store_id)
       SELECT *, (SELECT array_agg(n ORDER BY i) FROM (SELECT i, (SELECT count(*)::int FROM lag WHERE oldest < since) AS n
           FROM unnest($2::timestamptz[]) WITH ORDINALITY AS t(since, i)) AS counts) AS lagging
       FROM lag ORDER BY oldest LIMIT ${namedStores}`,
      [now, before],
    );
  }

  private secondsSince(at: Date | null): number {
    return at ? Math.max(0, (this.clock.now().getTime() - at.getTime()) / 1000) : 0;
  }
}
