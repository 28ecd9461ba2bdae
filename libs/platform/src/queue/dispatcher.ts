import type { Clock } from '../clock';
import type { Database } from '../database/database';
import { prepared } from '../database/prepared';
import type { Logger } from '../logging';
import type { WorkQueues } from './queues';
import { type QueueName, queueNames, withoutWaitingForDisk } from './work';

interface ReadyRow {
  merchant_id: string;
  id: string;
  attempts: number;
}

/** Redis holds at most about this many jobs of a queue; the rest waits in PostgreSQL. */
const queueRoom: Record<QueueName, number> = { live: 5000, history: 500 };
const pageSize = 500;
const lostAfterSeconds = 30;
/** One change of an order is several pushes within a moment; waiting for them makes it one read of the platform instead of three. */
const gatherMs = 250;

const neverQueued = prepared(`SELECT merchant_id, id, attempts FROM work
  WHERE queue = $1 AND enqueued_at IS NULL AND parked_at IS NULL AND available_at <= $2 ORDER BY available_at LIMIT ${pageSize}`);
const claim = prepared(`UPDATE work w SET enqueued_at = $3 FROM unnest($1::uuid[], $2::uuid[]) AS t(merchant_id, id)
  WHERE w.merchant_id = t.merchant_id AND w.id = t.id AND w.enqueued_at IS NULL AND w.parked_at IS NULL
  RETURNING w.merchant_id, w.id, w.attempts, ${withoutWaitingForDisk}`);

/**
 * Moves work from PostgreSQL to the queues: what is new at once, and what was queued long ago and never taken again
 * (Redis may have been emptied). Any number of processes may run it.
 */
export class WorkDispatcher {
  private stopped = false;
  private loop: Promise<void> | undefined;
  private wake: (() => void) | undefined;

  constructor(
    private readonly db: Database,
    private readonly queues: WorkQueues,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(idleMs = 100): void {
    this.loop = this.run(idleMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.loop;
  }

  private async run(idleMs: number): Promise<void> {
    let lastSweep = 0;
    while (!this.stopped) {
      let moved = 0;
      try {
        moved = await this.dispatch();
        if (Date.now() - lastSweep > 5000) {
          lastSweep = Date.now();
          await this.sweep();
        }
      } catch (error) {
        this.logger.warn({ err: error }, 'work could not be queued; trying again');
        await this.rest(2000);
      }
      if (moved === 0) await this.rest(idleMs);
    }
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** One pass over work that was never queued. @returns how many rows were queued */
  async dispatch(): Promise<number> {
    let moved = 0;
    for (const queue of queueNames) {
      const { rows, room } = await this.ready(queue);
      if (room <= 0 || rows.length === 0) continue;
      const now = this.clock.now();
      const claimed = await this.db.systemQuery<ReadyRow>(claim, [
        rows.map((row) => row.merchant_id),
        rows.map((row) => row.id),
        now,
      ]);
      await this.queues.add(queue, claimed.map(toJob));
      moved += claimed.length;
    }
    return moved;
  }

  private async ready(queue: QueueName): Promise<{ rows: ReadyRow[]; room: number }> {
    const rows = await this.db.systemQuery<ReadyRow>(neverQueued, [
      queue,
      new Date(this.clock.now().getTime() - (queue === 'live' ? gatherMs : 0)),
    ]);
    if (rows.length === 0) return { rows, room: 0 };
    const { waiting } = await this.queues.load(queue);
    const room = queueRoom[queue] - waiting;
    return { rows: rows.slice(0, Math.max(room, 0)), room };
  }

  /** Queues again what Redis seems to have lost, and what a dead process held. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    let moved = 0;
    for (const queue of queueNames) {
      const { waiting } = await this.queues.load(queue);
      if (waiting >= pageSize) continue;
      const rows = await this.db.systemQuery<ReadyRow>(
        `SELECT merchant_id, id, attempts FROM work
         WHERE queue = $1 AND parked_at IS NULL AND enqueued_at < $2 AND (lease_until IS NULL OR lease_until < $3)
         ORDER BY enqueued_at LIMIT ${pageSize}`,
        [queue, new Date(now.getTime() - lostAfterSeconds * 1000), now],
      );
      if (rows.length === 0) continue;
      await this.queues.add(queue, rows.map(toJob));
      await this.db.systemQuery(
        `UPDATE work w SET enqueued_at = $3 FROM unnest($1::uuid[], $2::uuid[]) AS t(merchant_id, id)
         WHERE w.merchant_id = t.merchant_id AND w.id = t.id AND w.enqueued_at IS NOT NULL`,
        [rows.map((row) => row.merchant_id), rows.map((row) => row.id), now],
      );
      moved += rows.length;
    }
    return moved;
  }
}

const toJob = (row: ReadyRow) => ({ merchantId: row.merchant_id, id: row.id, attempts: row.attempts });
