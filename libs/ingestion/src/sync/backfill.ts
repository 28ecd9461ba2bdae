import { Injectable } from '@nestjs/common';
import { addDays, businessDay } from '@zhanggui/contracts';
import {
  Clock,
  completeWork,
  Database,
  type HeldWork,
  prolongWork,
  requestWork,
  type TenantTx,
} from '@zhanggui/platform';
import { problemOf, type SyncKind, syncKinds, topics } from '@zhanggui/stores';
import { WechatApi } from '@zhanggui/wechat';
import type { WorkContext } from '../work/work-context';
import { listCreated, listSpanMs, topicOfKind, type Window } from './id-lists';

interface BackfillRow {
  state: 'running' | 'paused' | 'done';
  range_from: Date;
  range_to: Date;
  scanned_until: Date;
  phase: SyncKind;
  cursor: string | null;
}

/**
 * Reads the history of a store that was just connected: lists ids from the newest window to the oldest, page by page, and
 * asks for each to be read. Every page is one transaction with the place reached, so it can be stopped at any moment, by a
 * person or by a crash, and goes on where it was.
 */
@Injectable()
export class Backfill {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly api: WechatApi,
  ) {}

  async run(context: WorkContext): Promise<HeldWork | undefined> {
    const { work, store, tenant } = context;
    for (;;) {
      const row = await this.db.tenant(tenant, (tx) => this.load(tx, work.subject));
      if (row?.state !== 'running') return this.db.tenant(tenant, (tx) => completeWork(tx, work));
      const window = this.window(row);
      try {
        const page = await listCreated(this.api, store.appId, row.phase, window, row.cursor ?? undefined);
        const ended = await this.db.tenant(tenant, (tx) => this.step(tx, context, row, window, page));
        if (ended) return undefined;
      } catch (error) {
        await this.db.tenant(tenant, (tx) =>
          tx.query('UPDATE backfill SET problem = $3 WHERE merchant_id = $1 AND id = $2', [
            work.subject,
            JSON.stringify(problemOf(error, this.clock.now())),
          ]),
        );
        throw error;
      }
    }
  }

  private async load(tx: TenantTx, id: string): Promise<BackfillRow | undefined> {
    const [row] = await tx.query<BackfillRow>(
      'SELECT state, range_from, range_to, scanned_until, phase, cursor FROM backfill WHERE merchant_id = $1 AND id = $2',
      [id],
    );
    return row;
  }

  private window(row: BackfillRow): Window {
    const to = row.scanned_until;
    return { from: new Date(Math.max(row.range_from.getTime(), to.getTime() - listSpanMs[row.phase])), to };
  }

  /** Takes over one page. @returns whether the history is read to its end */
  private async step(
    tx: TenantTx,
    { work, store }: WorkContext,
    row: BackfillRow,
    window: Window,
    page: { ids: readonly string[]; nextCursor?: string },
  ): Promise<boolean> {
    const now = this.clock.now();
    await requestWork(
      tx,
      page.ids.map((subject) => ({
        storeId: store.id,
        topic: topicOfKind[row.phase],
        subject,
        queue: 'history' as const,
      })),
      now,
    );
    const windowEnded = page.nextCursor === undefined;
    const phaseEnded = windowEnded && window.from.getTime() <= row.range_from.getTime();
    const nextPhase = phaseEnded ? syncKinds[syncKinds.indexOf(row.phase) + 1] : row.phase;
    const isDone = nextPhase === undefined;
    await tx.query(
      `UPDATE backfill SET found = found + $3, cursor = $4, scanned_until = $5, phase = $6, state = CASE WHEN $7 AND state = 'running' THEN 'done' ELSE state END,
         finished_at = CASE WHEN $7 THEN $8::timestamptz END, updated_at = $8, problem = NULL WHERE merchant_id = $1 AND id = $2`,
      [
        work.subject,
        page.ids.length,
        page.nextCursor ?? null,
        phaseEnded && !isDone ? row.range_to : windowEnded ? window.from : row.scanned_until,
        nextPhase ?? row.phase,
        isDone,
        now,
      ],
    );
    if (!isDone) {
      await prolongWork(tx, work, now);
      return false;
    }
    await this.certifyRecentDays(tx, store.id, now);
    await completeWork(tx, work);
    return true;
  }

  /** With the history read, the last days can be held against the platform at once. */
  private async certifyRecentDays(tx: TenantTx, storeId: string, now: Date): Promise<void> {
    const [store] = await tx.query<{ time_zone: string }>(
      'SELECT time_zone FROM store WHERE merchant_id = $1 AND id = $2',
      [storeId],
    );
    const today = businessDay(now, store!.time_zone);
    const days = [1, 2, 3, 4, 5, 6, 7].map((ago) => addDays(today, -ago));
    await requestWork(
      tx,
      days.flatMap((day) =>
        syncKinds.map((kind) => ({
          storeId,
          topic: topics.reconcile,
          subject: `${kind} ${day}`,
          queue: 'history' as const,
        })),
      ),
      now,
    );
  }
}
