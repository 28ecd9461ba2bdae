import { Inject, Injectable } from '@nestjs/common';
import { AuditHeads } from '@zhanggui/audit';
import {
  Clock,
  CONFIG,
  type Configuration,
  Database,
  LOGGER,
  type Logger,
  requestWorkAsSystem,
  tenantContext,
} from '@zhanggui/platform';
import { foldFacts } from '@zhanggui/reports';
import { topics } from '@zhanggui/stores';
import { ComponentEvents } from '../callbacks/component-events';
import { Housekeeping } from './housekeeping';

interface Task {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

/** What happens by the clock: polls, folding of figures, events of the third-party platform. Any number of processes may run it. */
@Injectable()
export class Scheduler {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<unknown>>();
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly component: ComponentEvents,
    private readonly housekeeping: Housekeeping,
    private readonly auditHeads: AuditHeads,
    @Inject(CONFIG) private readonly config: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    const tasks: Task[] = [
      { name: 'polls', everyMs: 1000, run: () => this.requestPolls() },
      { name: 'figures', everyMs: 1000, run: () => this.foldFigures() },
      { name: 'component events', everyMs: 500, run: () => this.component.processDue() },
      { name: 'heads of the audit chains', everyMs: 60_000, run: () => this.auditHeads.writeDaily() },
      { name: 'housekeeping', everyMs: 600_000, run: () => this.housekeeping.run() },
      { name: 'authorisers', everyMs: 60_000, run: () => this.component.recoverAuthorizers() },
    ];
    for (const task of tasks) this.schedule(task);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.allSettled(this.running);
  }

  private schedule(task: Task): void {
    if (this.stopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const run = task
        .run()
        .catch((error) => this.logger.warn({ err: error, task: task.name }, 'scheduled work failed; trying again'))
        .finally(() => {
          this.running.delete(run);
          this.schedule(task);
        });
      this.running.add(run);
    }, task.everyMs);
    this.timers.add(timer);
  }

  /** Asks for polls that are due. Each is claimed by moving its time, so one process asks. */
  async requestPolls(): Promise<number> {
    const now = this.clock.now();
    const due = await this.db.systemQuery<{ merchant_id: string; store_id: string; kind: string }>(
      'SELECT merchant_id, store_id, kind FROM store_sync WHERE due_at <= $1 ORDER BY due_at LIMIT 300',
      [now],
    );
    if (due.length === 0) return 0;
    const claimed = await this.db.systemQuery<{
      merchant_id: string;
      provider_id: string;
      store_id: string;
      kind: string;
      state: string;
    }>(
      `UPDATE store_sync s SET due_at = $4 FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS t(merchant_id, store_id, kind), store
       WHERE store.merchant_id = s.merchant_id AND store.id = s.store_id AND s.merchant_id = t.merchant_id AND s.store_id = t.store_id AND s.kind = t.kind AND s.due_at <= $5
       RETURNING s.merchant_id, s.provider_id, s.store_id, s.kind, store.state`,
      [
        due.map((row) => row.merchant_id),
        due.map((row) => row.store_id),
        due.map((row) => row.kind),
        new Date(now.getTime() + this.config.pollSeconds * 1000),
        now,
      ],
    );
    // Nothing can be read of a store whose merchant withdrew.
    const readable = claimed.filter((row) => row.state !== 'unauthorized');
    for (const row of readable) {
      await requestWorkAsSystem(
        { query: this.db.systemQuery.bind(this.db) },
        { merchantId: row.merchant_id, providerId: row.provider_id },
        [{ storeId: row.store_id, topic: topics.poll, subject: row.kind, queue: 'live' }],
        now,
      );
    }
    return readable.length;
  }

  /** Folds waiting differences of every merchant that has some. @returns how many were folded */
  async foldFigures(): Promise<number> {
    const waiting = await this.db.systemQuery<{ merchant_id: string; provider_id: string }>(
      'SELECT DISTINCT merchant_id, provider_id FROM metric_delta LIMIT 500',
    );
    let folded = 0;
    for (const row of waiting) {
      const context = tenantContext({ merchantId: row.merchant_id, providerId: row.provider_id, storeIds: 'all' });
      folded += await this.db.tenant(context, (tx) => foldFacts(tx));
    }
    return folded;
  }
}
