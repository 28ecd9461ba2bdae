import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@zhanggui/platform';
import { BuyerRetention } from './buyer-retention';

interface OldRow {
  merchant_id: string;
  id: string;
}

const pageSize = 1000;
const days = (count: number) => count * 86_400_000;
/** How long is kept what nobody needs for a correct order or figure. */
const keptMs = { calls: days(30), pushes: days(180), unrouted: days(30), componentEvents: days(30) };

/** Removes old traces, pushes that had their effect long ago, and sessions that ended; a page at a time, by key. */
@Injectable()
export class Housekeeping {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly buyers: BuyerRetention,
  ) {}

  /** @returns how many rows were removed or made to forget */
  async run(): Promise<number> {
    const now = this.clock.now();
    const before = (ms: number) => new Date(now.getTime() - ms);
    const calls = await this.removeTenantRows('wechat_call', 'at < $1', before(keptMs.calls));
    const pushes = await this.removeTenantRows('inbox', "received_at < $1 AND state = 'done'", before(keptMs.pushes));
    await this.db.systemQuery('DELETE FROM user_session WHERE expires_at < $1', [now]);
    await this.db.systemQuery('DELETE FROM attempt_limit WHERE until < $1', [now]);
    await this.db.systemQuery('DELETE FROM unrouted_push WHERE received_at < $1', [before(keptMs.unrouted)]);
    await this.db.systemQuery('DELETE FROM component_event WHERE processed_at < $1', [before(keptMs.componentEvents)]);
    return calls + pushes + (await this.buyers.run());
  }

  private async removeTenantRows(table: 'wechat_call' | 'inbox', condition: string, before: Date): Promise<number> {
    for (let removed = 0; ; ) {
      const page = await this.db.systemQuery<OldRow>(
        `SELECT merchant_id, id FROM ${table} WHERE ${condition} LIMIT ${pageSize}`,
        [before],
      );
      if (page.length === 0) return removed;
      await this.db.systemQuery(
        `DELETE FROM ${table} r USING unnest($1::uuid[], $2::uuid[]) AS t(merchant_id, id) WHERE r.merchant_id = t.merchant_id AND r.id = t.id`,
        [page.map((row) => row.merchant_id), page.map((row) => row.id)],
      );
      removed += page.length;
    }
  }
}
