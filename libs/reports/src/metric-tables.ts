import { measures } from '@zhanggui/contracts';
import { fen, newId, prepared, type Row, type TenantTx } from '@zhanggui/platform';
import type { Fact } from './contribution';

const columnOf: Record<(typeof measures)[number], string> = {
  orders: 'orders',
  gmvFen: 'gmv_fen',
  refunds: 'refunds',
  refundFen: 'refund_fen',
  expiredGifts: 'expired_gifts',
  expiredGiftFen: 'expired_gift_fen',
};
/** The measures as columns, in the order of `measures`. */
export const measureColumns = measures.map((measure) => columnOf[measure]);
export const figuresOf = (row: Row) =>
  Object.fromEntries(measures.map((measure) => [measure, fen(row[columnOf[measure]] ?? 0)])) as Record<
    (typeof measures)[number],
    number
  >;

const columns = measureColumns.join(', ');

const insertFacts =
  prepared(`INSERT INTO metric_delta (merchant_id, id, provider_id, store_id, hour, day, entry_point, is_gift, ${columns})
  SELECT $1::uuid, t.id, $2::uuid, $3::uuid, t.hour, t.day, t.entry_point, t.is_gift, ${measureColumns.map((column) => `t.${column}`).join(', ')}
  FROM unnest($4::uuid[], $5::timestamptz[], $6::date[], $7::text[], $8::boolean[], ${measureColumns.map((_, i) => `$${9 + i}::bigint[]`).join(', ')})
    AS t(id, hour, day, entry_point, is_gift, ${columns})`);

/** Writes differences of contributions; the figures contain them from the commit on. */
export async function addFacts(tx: TenantTx, storeId: string, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  await tx.query(insertFacts, [
    tx.providerId,
    storeId,
    facts.map(() => newId()),
    facts.map((fact) => fact.hour),
    facts.map((fact) => fact.day),
    facts.map((fact) => fact.entryPoint),
    facts.map((fact) => fact.isGift),
    ...measures.map((measure) => facts.map((fact) => fact[measure])),
  ]);
}

const foldInto = (table: string, key: string) => `
  INSERT INTO ${table} (merchant_id, provider_id, ${key}, ${columns})
  SELECT merchant_id, provider_id, ${key}, ${measureColumns.map((column) => `sum(${column})`).join(', ')}
  FROM folded WHERE merchant_id = $1 GROUP BY merchant_id, provider_id, ${key} ORDER BY ${key}
  ON CONFLICT (merchant_id, ${key}) DO UPDATE SET ${measureColumns.map((column) => `${column} = ${table}.${column} + EXCLUDED.${column}`).join(', ')}`;

/**
 * Folds waiting differences of one merchant into the hour and day tables. One statement, so a reader sees a difference
 * either as a difference or in the tables, never in both and never in neither.
 * @returns how many differences were folded
 */
export async function foldFacts(tx: TenantTx, limit = 5000): Promise<number> {
  const [row] = await tx.query<{ folded: number }>(
    `WITH folded AS (
       DELETE FROM metric_delta WHERE merchant_id = $1 AND id IN
         (SELECT id FROM metric_delta WHERE merchant_id = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING *),
     hours AS (${foldInto('metric_hour', 'store_id, hour, day, entry_point, is_gift')} RETURNING 1),
     days AS (${foldInto('metric_day', 'store_id, day, entry_point, is_gift')} RETURNING 1)
     SELECT (SELECT count(*) FROM folded)::int AS folded, (SELECT count(*) FROM hours) AS hours, (SELECT count(*) FROM days) AS days`,
    [limit],
  );
  return row?.folded ?? 0;
}
