import type pg from 'pg';
import type { Random } from '../kit/random';
import type { Writer } from '../store/writer';
import type { DueKind, Lifecycle } from './lifecycle';

const perRound = 500;
const kinds: readonly DueKind[] = ['orders', 'gifts', 'after_sales', 'gift_refunds'];
const dueSql = `${kinds
  .map(
    (kind) =>
      `(SELECT '${kind}' AS kind, id, due_at FROM ${kind} WHERE due_at <= $1 ORDER BY due_at LIMIT ${perRound})`,
  )
  .join(' UNION ALL ')} ORDER BY due_at, id LIMIT ${perRound}`;

interface TickerParts {
  pool: pg.Pool;
  writer: Writer;
  lifecycle: Lifecycle;
  random: Random;
  /** Divides the waiting times of what is planned while it ticks. */
  haste: number;
}

/** Runs the transitions that time brings, each at the business instant at which it became due. */
export class Ticker {
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly parts: TickerParts) {}

  /** All that is due up to `now` (epoch seconds) has happened and is committed when it resolves. */
  tick(now: number): Promise<void> {
    this.#last = this.#last.then(() => this.#run(now));
    return this.#last;
  }

  async #run(now: number): Promise<void> {
    const { pool, writer, lifecycle, random, haste } = this.parts;
    await writer.settled();
    for (;;) {
      const { rows } = await pool.query<{ kind: DueKind; id: string; due_at: string }>({
        name: 'due',
        text: dueSql,
        values: [now],
      });
      for (const { kind, id, due_at } of rows) await lifecycle.run(kind, id, { at: Number(due_at), random }, haste);
      await writer.settled();
      if (rows.length === 0) return;
    }
  }
}
