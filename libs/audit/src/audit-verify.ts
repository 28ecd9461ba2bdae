import type { Row } from '@zhanggui/platform';
import { ChainCheck, type ChainedEntry, type ChainFault, type KnownHead } from './audit-chain';
import type { HeadLine } from './audit-heads';
import { fieldsOf } from './audit-row';

/** Reads rows as the owner of the tables; only the owner sees every chain. */
export type OwnerQuery = (sql: string, params: unknown[]) => Promise<Row[]>;

export interface ChainResult {
  readonly chain: string;
  readonly entries: number;
  readonly faults: readonly ChainFault[];
}

const pageSize = 1000;
const noOne = '00000000-0000-0000-0000-000000000000';

/**
 * Checks every chain entry by entry, against the heads in the database and against those that were written down elsewhere.
 * Memory holds one page of entries.
 */
export async function* verifyChains(query: OwnerQuery, written: readonly HeadLine[]): AsyncGenerator<ChainResult> {
  const known = new Map<string, KnownHead[]>();
  const remember = (chain: string, head: KnownHead) => known.set(chain, [...(known.get(chain) ?? []), head]);
  for (const { chain, seq, hash } of written) remember(chain, { seq, hash });
  for (const side of ['provider', 'merchant'] as const) {
    for (const { owner, seq, hash } of await query(`SELECT ${side}_id AS owner, seq, hash FROM ${side}_audit_head`, []))
      remember(`${side} ${owner}`, { seq: Number(seq), hash: hash as string });
    for (const { owner } of await query(`SELECT DISTINCT ${side}_id AS owner FROM ${side}_audit`, []))
      if (!known.has(`${side} ${owner}`)) known.set(`${side} ${owner}`, []);
  }
  for (const [chain, heads] of [...known].sort(([a], [b]) => (a < b ? -1 : 1)))
    yield await verifyChain(query, chain, heads);
}

async function verifyChain(query: OwnerQuery, chain: string, heads: readonly KnownHead[]): Promise<ChainResult> {
  const [side, owner] = chain.split(' ') as ['provider' | 'merchant', string];
  const check = new ChainCheck(heads);
  for (let after: [number, string] = [0, noOne]; ; ) {
    const rows = await query(
      `SELECT * FROM ${side}_audit WHERE ${side}_id = $1 AND (seq, id) > ($2, $3) ORDER BY seq, id LIMIT ${pageSize}`,
      [owner, ...after],
    );
    for (const row of rows) check.add(toEntry(chain, row), row['hash'] as string);
    const last = rows.at(-1);
    if (!last) return { chain, entries: check.end(), faults: check.faults };
    after = [Number(last['seq']), last['id'] as string];
  }
}

const toEntry = (chain: string, row: Row): ChainedEntry => ({
  chain,
  ...fieldsOf(row),
  previousHash: row['previous_hash'] as string,
});
