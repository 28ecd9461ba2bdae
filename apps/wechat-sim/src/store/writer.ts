import type pg from 'pg';
import { type Table, upsertSql } from './table';

type AnyTable = Table<never>;

class Batch {
  readonly rows = new Map<AnyTable, Map<string, unknown>>();
  readonly committed: Promise<void>;
  resolve: () => void = () => {};
  reject: (error: unknown) => void = () => {};

  constructor() {
    this.committed = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A failure reaches whoever waits, and `onFailure` in any case.
    this.committed.catch(() => {});
  }

  put(table: AnyTable, key: string, value: unknown): void {
    const rows = this.rows.get(table);
    if (rows) rows.set(key, value);
    else this.rows.set(table, new Map([[key, value]]));
  }
}

const rowsPerStatement = 1000;

/**
 * Commits in groups: all that is put while one transaction runs goes into the next one, so that many small changes
 * share a commit. Whoever answers a caller waits for `settled()` first.
 */
export class Writer {
  #open: Batch | undefined;
  #committing: Batch | undefined;
  readonly #statements = new Map<AnyTable, string>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  put<T>(table: Table<T>, key: string, value: T): void {
    if (!this.#open) {
      this.#open = new Batch();
      if (!this.#committing) setImmediate(() => void this.#commitOpen());
    }
    this.#open.put(table as AnyTable, key, value);
  }

  /** A value that is put but not committed. */
  unsettled<T>(table: Table<T>, key: string): T | undefined {
    const find = (batch: Batch | undefined) => batch?.rows.get(table as AnyTable)?.get(key) as T | undefined;
    return find(this.#open) ?? find(this.#committing);
  }

  /** Resolves when all that was put before the call is committed. */
  settled(): Promise<void> {
    return (this.#open ?? this.#committing)?.committed ?? Promise.resolve();
  }

  async #commitOpen(): Promise<void> {
    const batch = this.#open;
    if (!batch) return;
    this.#open = undefined;
    this.#committing = batch;
    try {
      await this.#commit(batch);
      batch.resolve();
    } catch (error) {
      batch.reject(error);
      this.onFailure(error);
    }
    this.#committing = undefined;
    await this.#commitOpen();
  }

  async #commit(batch: Batch): Promise<void> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('BEGIN');
      for (const [table, values] of batch.rows) await this.#upsert(client, table, [...values.values()] as never[]);
      await client.query('COMMIT');
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }

  async #upsert(client: pg.PoolClient, table: AnyTable, values: never[]): Promise<void> {
    const sql = this.#statements.get(table) ?? upsertSql(table);
    this.#statements.set(table, sql);
    for (let from = 0; from < values.length; from += rowsPerStatement) {
      const part = values.slice(from, from + rowsPerStatement);
      const arrays = table.columns.map((column) => part.map((value) => column.of(value)));
      await client.query({ name: table.name, text: sql, values: arrays });
    }
  }
}
