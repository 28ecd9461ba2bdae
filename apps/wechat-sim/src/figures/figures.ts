import type pg from 'pg';
import { type Day, emptyDay } from './day-ledger';

export interface FiguresQuery {
  appid?: string;
  /** Local days, both included. */
  from?: string;
  to?: string;
  timeZone: string;
}

const figuresSql = `
  WITH moments AS (
    SELECT counted_at AS at, 1 AS orders, counted_fen AS gmv, 0::bigint AS refund, 0::bigint AS expired
      FROM orders WHERE counted_at IS NOT NULL AND ($1::text IS NULL OR appid = $1)
    UNION ALL
    SELECT expired_at, 0, 0, 0, expired_fen
      FROM orders WHERE expired_fen > 0 AND ($1::text IS NULL OR appid = $1)
    UNION ALL
    SELECT refunded_at, 0, 0, refunded_fen, 0
      FROM after_sales WHERE refunded_fen > 0 AND ($1::text IS NULL OR appid = $1)
  ), days AS (
    SELECT to_char(to_timestamp(at) AT TIME ZONE $4, 'YYYY-MM-DD') AS day, * FROM moments
  )
  SELECT day, sum(orders) AS orders, sum(gmv) AS gmv, sum(refund) AS refund, sum(expired) AS expired
    FROM days WHERE ($2::text IS NULL OR day >= $2) AND ($3::text IS NULL OR day <= $3)
   GROUP BY day ORDER BY day`;

/** The platform's own bookkeeping by local day, read from what it holds. */
export async function figuresByDay(pool: pg.Pool, query: FiguresQuery): Promise<Record<string, Day>> {
  const { rows } = await pool.query<Record<'day' | 'orders' | 'gmv' | 'refund' | 'expired', string>>(figuresSql, [
    query.appid ?? null,
    query.from ?? null,
    query.to ?? null,
    query.timeZone,
  ]);
  const days: Record<string, Day> = {};
  for (const row of rows) {
    days[row.day] = Object.assign(emptyDay(), {
      ordersPaid: Number(row.orders),
      gmvFen: Number(row.gmv),
      refundFen: Number(row.refund),
      expiredGiftFen: Number(row.expired),
    });
  }
  return days;
}
