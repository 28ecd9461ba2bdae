import type pg from 'pg';
import { column, type Table } from './table';
import type { Writer } from './writer';

/** Ids look like the platform's: they tell the kind by their first digits and exceed 2^53. */
const firstIds = {
  order: 3_731_001_000_000_000_001n,
  gift: 4_231_001_000_000_000_001n,
  afterSale: 2_000_001_000_000_000_001n,
  giftRefund: 6_000_001_000_000_000_001n,
  product: 1_000_010_000_000_000_001n,
  sku: 3_600_010_000_000_000_001n,
  shop: 1n,
  push: 1n,
} as const;

type Kind = keyof typeof firstIds;
interface Counter {
  name: string;
  used: number;
}

const countersTable: Table<Counter> = {
  name: 'counters',
  columns: [column('name', 'text', ({ name }) => name), column('used', 'bigint', ({ used }) => used)],
};

/** A counter is committed together with the rows that use its ids, so no id is given twice after a crash. */
export class Counters {
  #counters = new Map<string, Counter>();

  constructor(private readonly writer: Writer) {}

  async load(pool: pg.Pool): Promise<void> {
    const { rows } = await pool.query<{ name: string; used: string }>('SELECT name, used FROM counters');
    this.#counters = new Map(rows.map(({ name, used }) => [name, { name, used: Number(used) }]));
  }

  next(kind: Kind): string {
    const counter = this.#counters.get(kind) ?? { name: kind, used: 0 };
    this.#counters.set(kind, counter);
    const id = firstIds[kind] + BigInt(counter.used);
    counter.used += 1;
    this.writer.put(countersTable, kind, counter);
    return id.toString();
  }
}
