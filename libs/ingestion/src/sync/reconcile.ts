import { Injectable } from '@nestjs/common';
import { addDays, startOfBusinessDay } from '@zhanggui/contracts';
import {
  Clock,
  completeWork,
  Database,
  type HeldWork,
  prolongWork,
  requestWork,
  type TenantTx,
} from '@zhanggui/platform';
import {
  CertificateKeys,
  type CertificateRow,
  certificateColumns,
  type DirectoryEntry,
  digestOfIds,
  type SyncKind,
  topics,
} from '@zhanggui/stores';
import { WechatApi } from '@zhanggui/wechat';
import type { WorkContext } from '../work/work-context';
import { allChanged, topicOfKind } from './id-lists';

const recheckMs = 60_000;
/** After so many looks in a row that differed, the day is `different`; polls look at it again now and then. */
const checksUntilDifferent = 3;
const listedAtMost = 1000;

/** What one look at a day found. */
export interface DayComparison {
  readonly platformCount: number;
  readonly ownCount: number;
  readonly platformDigest: string;
  readonly ownDigest: string;
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

/** The day that is proved, in the zone that the store had then. */
interface ProvedDay {
  readonly kind: SyncKind;
  readonly day: string;
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
}

/** Ids on both sides of a day. Pure. */
export function compareDay(platform: ReadonlySet<string>, own: ReadonlySet<string>): DayComparison {
  return {
    platformCount: platform.size,
    ownCount: own.size,
    platformDigest: digestOfIds(platform),
    ownDigest: digestOfIds(own),
    missing: [...platform].filter((id) => !own.has(id)),
    surplus: [...own].filter((id) => !platform.has(id)),
  };
}

/**
 * Proves a day: the ids that the platform says were last changed on it against the ids that we hold with a last change on
 * it. What differs is read again and the day is looked at once more; the certificate is the stored and signed proof.
 */
@Injectable()
export class Reconcile {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly api: WechatApi,
    private readonly keys: CertificateKeys,
  ) {}

  async run({ work, store, tenant }: WorkContext): Promise<HeldWork | undefined> {
    const [kind, day] = work.subject.split(' ') as [SyncKind, string];
    const [row] = await this.db.tenant(tenant, (tx) =>
      tx.query<{ time_zone: string }>('SELECT time_zone FROM store WHERE merchant_id = $1 AND id = $2', [store.id]),
    );
    const timeZone = row!.time_zone;
    const window: ProvedDay = {
      kind,
      day,
      timeZone,
      from: startOfBusinessDay(day, timeZone),
      to: startOfBusinessDay(addDays(day, 1), timeZone),
    };
    // The platform's ranges contain both their ends, in seconds.
    const closed = { from: window.from, to: new Date(window.to.getTime() - 1000) };
    const platform = new Set<string>();
    for await (const ids of allChanged(this.api, store.appId, kind, closed)) {
      for (const id of ids) platform.add(id);
      await this.db.tenant(tenant, (tx) => prolongWork(tx, work, this.clock.now()));
    }
    return this.db.tenant(tenant, async (tx) => {
      const result = compareDay(platform, await this.own(tx, store.id, window));
      const differing = [...result.missing, ...result.surplus];
      const now = this.clock.now();
      const checks = await this.write(tx, store, window, result, now);
      if (differing.length > 0) {
        await requestWork(
          tx,
          differing.map((subject) => ({
            storeId: store.id,
            topic: topicOfKind[kind],
            subject,
            queue: 'history' as const,
          })),
          now,
        );
      }
      const again = await completeWork(tx, work);
      if (!again && checks > 0 && checks < checksUntilDifferent) {
        const later = new Date(now.getTime() + recheckMs);
        await requestWork(
          tx,
          [{ storeId: store.id, topic: topics.reconcile, subject: work.subject, queue: 'history' }],
          later,
        );
      }
      return again;
    });
  }

  private async own(tx: TenantTx, storeId: string, { kind, from, to }: ProvedDay): Promise<Set<string>> {
    const sql = {
      orders:
        'SELECT platform_order_id AS id FROM orders WHERE merchant_id = $1 AND store_id = $2 AND updated_at >= $3 AND updated_at < $4',
      after_sales:
        "SELECT platform_after_sale_id AS id FROM after_sale WHERE merchant_id = $1 AND store_id = $2 AND kind = 'after_sale' AND updated_at >= $3 AND updated_at < $4",
      gift_after_sales:
        "SELECT DISTINCT platform_after_sale_id AS id FROM after_sale WHERE merchant_id = $1 AND store_id = $2 AND kind = 'gift_expiry' AND created_at >= $3 AND created_at < $4",
    }[kind];
    return new Set((await tx.query<{ id: string }>(sql, [storeId, from, to])).map((found) => found.id));
  }

  /** @returns how many looks in a row differed */
  private async write(
    tx: TenantTx,
    store: DirectoryEntry,
    { kind, day, timeZone, from, to }: ProvedDay,
    result: DayComparison,
    now: Date,
  ): Promise<number> {
    const differing = result.missing.length + result.surplus.length;
    const [row] = await tx.query<CertificateRow & { differing_checks: number }>(
      `INSERT INTO certificate (merchant_id, store_id, provider_id, kind, day, window_from, window_to, platform_count, own_count, missing, surplus, repaired,
         differing_checks, checked_at, state, time_zone, app_id, platform_digest, own_digest)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, CASE WHEN $13 = 'equal' THEN 0 ELSE 1 END, $12, $13, $15, $16, $17, $18)
       ON CONFLICT (merchant_id, store_id, kind, day) DO UPDATE SET platform_count = EXCLUDED.platform_count, own_count = EXCLUDED.own_count,
         missing = EXCLUDED.missing, surplus = EXCLUDED.surplus, checked_at = EXCLUDED.checked_at, window_from = EXCLUDED.window_from,
         window_to = EXCLUDED.window_to, time_zone = EXCLUDED.time_zone, app_id = EXCLUDED.app_id,
         platform_digest = EXCLUDED.platform_digest, own_digest = EXCLUDED.own_digest,
         state = CASE WHEN EXCLUDED.state = 'equal' THEN 'equal' WHEN certificate.differing_checks + 1 >= ${checksUntilDifferent} THEN 'different' ELSE 'repairing' END,
         differing_checks = CASE WHEN EXCLUDED.state = 'equal' THEN 0 ELSE certificate.differing_checks + 1 END,
         repaired = certificate.repaired + GREATEST(0, cardinality(certificate.missing) + cardinality(certificate.surplus) - $14)
       RETURNING ${certificateColumns}, differing_checks`,
      [
        store.id,
        tx.providerId,
        kind,
        day,
        from,
        to,
        result.platformCount,
        result.ownCount,
        result.missing.slice(0, listedAtMost),
        result.surplus.slice(0, listedAtMost),
        now,
        differing === 0 ? 'equal' : 'repairing',
        differing,
        timeZone,
        store.appId,
        result.platformDigest,
        result.ownDigest,
      ],
    );
    // Signed as the row became: what was repaired before is counted on there.
    const { keyId, signature } = this.keys.signRow(row!);
    await tx.query(
      'UPDATE certificate SET key_id = $5, signature = $6 WHERE merchant_id = $1 AND store_id = $2 AND kind = $3 AND day = $4',
      [store.id, kind, day, keyId, signature],
    );
    return row!.differing_checks;
  }
}
