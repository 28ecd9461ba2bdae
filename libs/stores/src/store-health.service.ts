import { Inject, Injectable } from '@nestjs/common';
import {
  Clock,
  CONFIG,
  type Configuration,
  Database,
  isUuid,
  NotFound,
  type ReadContext,
  type ScopedTx,
  storeCondition,
} from '@zhanggui/platform';
import type { StoreHealthDto, StoreHealthListDto, StoreHealthQuery } from './dto/store-health.dto';
import { StoresService } from './stores.service';

interface HealthRow {
  id: string;
  merchant_id: string;
  name: string;
  app_id: string;
  time_zone: string;
  rank: number;
  waiting_since: Date;
  oldest: Date | null;
  problems: StoreHealthDto['problems'];
  open: number;
  parked: number;
  polled_at: Date | null;
  day: string | null;
  proof: string | null;
  last_push_at: Date | null;
}
interface Token {
  app_id: string;
  written_at: Date | null;
  expires_at: Date | null;
}

const lagLimitMs = 300_000;
/** A poll is late when this many were due since. */
const pollsMissed = 5;
/** Certificates older than this say nothing of today. */
const proofDays = 14;
/** Where a store without due work stands in the order. */
const never = '9999-12-31T00:00:00.000Z';

/** Whether a store's orders arrive: last push, last poll, token, lag, parked work and proof. */
@Injectable()
export class StoreHealthService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly stores: StoresService,
    @Inject(CONFIG) private readonly config: Configuration,
  ) {}

  async read(context: ReadContext, storeId: string): Promise<StoreHealthDto> {
    const rows = await this.rows(context, { sort: 'problems', limit: 1, storeId });
    const [health] = await this.present(context, rows);
    if (!health) throw new NotFound('store');
    return health;
  }

  /** All stores of the scope, the worst first. */
  async list(context: ReadContext, query: StoreHealthQuery): Promise<StoreHealthListDto> {
    const limit = query.limit ?? 50;
    const after = decodePlace(query.cursor);
    const rows = await this.rows(context, { sort: query.sort ?? 'problems', limit: limit + 1, after });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: await this.present(context, page),
      nextCursor:
        rows.length > limit && last ? encodePlace([last.rank, last.waiting_since.toISOString(), last.id]) : null,
    };
  }

  private rows(
    context: ReadContext,
    which: { sort: 'problems' | 'lag'; limit: number; storeId?: string; after?: Place | undefined },
  ): Promise<HealthRow[]> {
    const now = this.clock.now().getTime();
    const before = (ms: number) => new Date(now - ms);
    const pollLimitMs = Math.max(pollsMissed * this.config.pollSeconds * 1000, lagLimitMs);
    const params: unknown[] = [new Date(now), before(lagLimitMs), before(pollLimitMs), before(proofDays * 86_400_000)];
    const stores = storeCondition(context, params.length + 2, 'id');
    params.push(...stores.params);
    const next = () => params.length + 2;
    let one = '';
    if (which.storeId) {
      one = ` AND id = $${next()}`;
      params.push(which.storeId);
    }
    let after = '';
    if (which.after) {
      after = `WHERE (-rank, waiting_since, id) > (-$${next()}::int, $${next() + 1}::timestamptz, $${next() + 2}::uuid)`;
      params.push(...which.after);
    }
    const sql = (tx: ScopedTx) => `
      WITH shop AS (SELECT * FROM store WHERE ${tx.scopeColumn} = $1${stores.sql}${one}),
      waiting AS (SELECT merchant_id, store_id, count(*) FILTER (WHERE parked_at IS NULL)::int AS open, count(parked_at)::int AS parked,
          min(available_at) FILTER (WHERE parked_at IS NULL AND queue = 'live' AND available_at <= $2) AS oldest
        FROM work WHERE ${tx.scopeColumn} = $1 GROUP BY merchant_id, store_id),
      poll AS (SELECT merchant_id, store_id, CASE WHEN bool_and(polled_at IS NOT NULL) THEN min(polled_at) END AS polled_at
        FROM store_sync WHERE ${tx.scopeColumn} = $1 GROUP BY merchant_id, store_id),
      judged AS (SELECT s.id, s.merchant_id, s.name, s.app_id, s.time_zone, w.oldest, COALESCE(w.open, 0) AS open, COALESCE(w.parked, 0) AS parked,
          p.polled_at, c.day::text AS day, c.state AS proof, date_trunc('milliseconds', COALESCE(w.oldest, '${never}')) AS waiting_since,
          array_remove(ARRAY[CASE WHEN s.state <> 'connected' THEN s.state END, CASE WHEN w.oldest < $3 THEN 'lag' END,
            CASE WHEN w.parked > 0 THEN 'parked' END,
            CASE WHEN s.state <> 'unauthorized' AND COALESCE(p.polled_at, s.created_at) < $4 THEN 'late_poll' END,
            CASE WHEN c.state = 'different' THEN 'certificate' END], NULL) AS problems
        FROM shop s LEFT JOIN waiting w ON w.merchant_id = s.merchant_id AND w.store_id = s.id
        LEFT JOIN poll p ON p.merchant_id = s.merchant_id AND p.store_id = s.id
        -- The last day, and of its kinds the worst.
        LEFT JOIN LATERAL (SELECT day, state FROM certificate c WHERE c.merchant_id = s.merchant_id AND c.store_id = s.id
          AND c.kind IN ('orders', 'after_sales', 'gift_after_sales') AND c.day >= $5::timestamptz::date
          ORDER BY day DESC, array_position('{different,repairing,equal}', state) LIMIT 1) c ON true),
      page AS (SELECT * FROM (SELECT *, ${which.sort === 'lag' ? '0' : 'cardinality(problems)'} AS rank FROM judged) AS t
        ${after} ORDER BY -rank, waiting_since, id LIMIT ${which.limit})
      SELECT *, (SELECT max(received_at) FROM inbox i WHERE i.merchant_id = page.merchant_id AND i.store_id = page.id) AS last_push_at
      FROM page ORDER BY -rank, waiting_since, id`;
    return this.db.read(context, (tx) => tx.query<HealthRow>(sql(tx), params));
  }

  private async present(context: ReadContext, rows: readonly HealthRow[]): Promise<StoreHealthDto[]> {
    const [names, tokens] = await Promise.all([
      this.stores.merchantNames(
        context,
        rows.map((row) => row.merchant_id),
      ),
      this.tokens(rows.map((row) => row.app_id)),
    ]);
    const now = this.clock.now().getTime();
    return rows.map((row) => {
      const token = tokens.get(row.app_id);
      return {
        id: row.id,
        merchantId: row.merchant_id,
        merchantName: names.get(row.merchant_id) ?? '',
        name: row.name,
        timeZone: row.time_zone,
        problems: row.problems,
        lastPushAt: row.last_push_at?.toISOString() ?? null,
        lastPollAt: row.polled_at?.toISOString() ?? null,
        tokenWrittenAt: token?.written_at?.toISOString() ?? null,
        tokenExpiresAt: token?.expires_at?.toISOString() ?? null,
        lagSeconds: row.oldest ? Math.max(0, Math.round((now - row.oldest.getTime()) / 1000)) : 0,
        openWork: row.open,
        parkedWork: row.parked,
        certificateDay: row.day,
        certificateState: row.proof,
      };
    });
  }

  /** Times only: the tokens themselves belong to the system role and stay sealed. */
  private async tokens(appIds: readonly string[]): Promise<Map<string, Token>> {
    if (appIds.length === 0) return new Map();
    const rows = await this.db.systemQuery<Token>(
      "SELECT app_id, written_at, expires_at FROM platform_token WHERE kind = 'shop' AND app_id = ANY($1::text[])",
      [appIds],
    );
    return new Map(rows.map((row) => [row.app_id, row]));
  }
}

/** A place in the list: how many problems, since when work waits, and the store. */
type Place = readonly [rank: number, waitingSince: string, id: string];

const encodePlace = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @returns undefined for anything that is not one of ours: the list then starts at its beginning */
function decodePlace(text: string | undefined): Place | undefined {
  if (!text) return undefined;
  try {
    const [rank, since, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (!Number.isSafeInteger(rank) || typeof since !== 'string' || typeof id !== 'string') return undefined;
    return isUuid(id) && !Number.isNaN(Date.parse(since)) ? [rank as number, since, id] : undefined;
  } catch {
    return undefined;
  }
}
