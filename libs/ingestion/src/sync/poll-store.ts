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
import { problemOf, type SyncKind, topics } from '@zhanggui/stores';
import { WechatApi, type WechatErrorKind } from '@zhanggui/wechat';
import { resumeParked } from '../work/resume-parked';
import type { WorkContext } from '../work/work-context';
import { allChanged, giftRefundTailMs, topicOfKind } from './id-lists';

/** A poll looks at changes that are at least this old: pushes have had their chance, and what they brought is not read twice. */
const settleMs = 30_000;
/** Windows overlap by this much, since a platform's list may lag behind its own clock. */
const overlapMs = 120_000;
/** Our clock and the platform's may differ by this much. */
const skewMs = 5000;

/** What stops every call of a store alike: a poll that succeeds proves that it is over. */
const storeWide: readonly WechatErrorKind[] = [
  'ip_not_allowed',
  'restricted',
  'token',
  'unauthorized',
  'component_ticket',
  'quota_minute',
  'quota_day',
  'busy',
  'network',
];

/** Finds changes that no push announced: lists what was changed since the last poll and reads what we do not have. */
@Injectable()
export class PollStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly api: WechatApi,
  ) {}

  async run({ work, store, tenant }: WorkContext): Promise<HeldWork | undefined> {
    const kind = work.subject as SyncKind;
    const now = this.clock.now();
    const [row] = await this.db.tenant(tenant, (tx) =>
      tx.query<{ polled_until: Date }>(
        'SELECT polled_until FROM store_sync WHERE merchant_id = $1 AND store_id = $2 AND kind = $3',
        [store.id, kind],
      ),
    );
    if (!row) return this.db.tenant(tenant, (tx) => completeWork(tx, work));
    const to = new Date(now.getTime() - settleMs);
    const tail = kind === 'gift_after_sales' ? giftRefundTailMs : overlapMs;
    const from = new Date(Math.min(row.polled_until.getTime(), to.getTime()) - tail);
    try {
      for await (const ids of allChanged(this.api, store.appId, kind, { from, to })) {
        await this.db.tenant(tenant, async (tx) => {
          await prolongWork(tx, work, this.clock.now());
          const unread = await this.notReadSince(tx, store.id, kind, ids, new Date(to.getTime() + skewMs));
          await requestWork(
            tx,
            unread.map((subject) => ({ storeId: store.id, topic: topicOfKind[kind], subject, queue: 'live' as const })),
            this.clock.now(),
          );
        });
      }
    } catch (error) {
      await this.db.tenant(tenant, (tx) =>
        tx.query(
          'UPDATE store_sync SET problem = $4, polled_at = $5 WHERE merchant_id = $1 AND store_id = $2 AND kind = $3',
          [store.id, kind, JSON.stringify(problemOf(error, now)), now],
        ),
      );
      throw error;
    }
    return this.db.tenant(tenant, async (tx) => {
      await tx.query(
        'UPDATE store_sync SET polled_until = GREATEST(polled_until, $4), polled_at = $5, problem = NULL WHERE merchant_id = $1 AND store_id = $2 AND kind = $3',
        [store.id, kind, to, now],
      );
      await tx.query(
        "UPDATE store SET state = 'connected', problem = NULL WHERE merchant_id = $1 AND id = $2 AND state = 'failing'",
        [store.id],
      );
      await resumeParked(tx, store.id, storeWide, now);
      await this.askForCertificate(tx, store.id, kind, now);
      return completeWork(tx, work);
    });
  }

  /** Which of the ids we have not read from the platform since `since`: a later read has every change of the window in it. */
  private async notReadSince(
    tx: TenantTx,
    storeId: string,
    kind: SyncKind,
    ids: readonly string[],
    since: Date,
  ): Promise<string[]> {
    const [table, column] =
      kind === 'orders' ? ['orders', 'platform_order_id'] : ['after_sale', 'platform_after_sale_id'];
    // These are listed by creation for days: one whose money is back changes no more.
    const ended = kind === 'gift_after_sales' ? " OR status IN ('refunded', 'closed')" : '';
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT ${column} AS id FROM ${table} WHERE merchant_id = $1 AND store_id = $2 AND ${column} = ANY($3::text[]) AND (read_at >= $4${ended})`,
      [storeId, ids, since],
    );
    const read = new Set(rows.map((found) => found.id));
    return ids.filter((id) => !read.has(id));
  }

  /** The first poll of a day asks for the day before to be certified; days that were not equal are looked at again. */
  private async askForCertificate(tx: TenantTx, storeId: string, kind: SyncKind, now: Date): Promise<void> {
    const [store] = await tx.query<{ time_zone: string }>(
      'SELECT time_zone FROM store WHERE merchant_id = $1 AND id = $2',
      [storeId],
    );
    const yesterday = addDays(businessDay(new Date(now.getTime() - 10 * 60_000), store!.time_zone), -1);
    const days = [yesterday, addDays(yesterday, -1), addDays(yesterday, -2)];
    const known = await tx.query<{ day: string; state: string; checked_at: Date }>(
      'SELECT day::text AS day, state, checked_at FROM certificate WHERE merchant_id = $1 AND store_id = $2 AND kind = $3 AND day = ANY($4::date[])',
      [storeId, kind, days],
    );
    const wanted = days.filter((day) => {
      const certificate = known.find((row) => row.day === day);
      if (!certificate) return day === yesterday;
      return certificate.state !== 'equal' && now.getTime() - certificate.checked_at.getTime() > 600_000;
    });
    await requestWork(
      tx,
      wanted.map((day) => ({ storeId, topic: topics.reconcile, subject: `${kind} ${day}`, queue: 'history' as const })),
      now,
    );
  }
}
