import type pg from 'pg';
import { Lru } from '../kit/lru';
import type { Table } from './table';
import type { Writer } from './writer';

/**
 * Values by key, the newest used ones in memory. As long as one is in memory or not yet committed, every reader gets
 * the same object, so a change made without waiting in between is atomic.
 */
export class DocStore<T> {
  readonly #cache: Lru<T>;
  readonly #loading = new Map<string, Promise<T | undefined>>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly writer: Writer,
    readonly table: Table<T>,
    private readonly key: (value: T) => string,
    capacity = 5000,
  ) {
    this.#cache = new Lru(capacity);
  }

  async get(key: string): Promise<T | undefined> {
    const known = this.#cache.get(key) ?? this.writer.unsettled(this.table, key);
    if (known !== undefined) return known;
    let loading = this.#loading.get(key);
    if (!loading) {
      loading = this.#load(key).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
    }
    return loading;
  }

  /** For answers: waits until the state that is answered cannot be lost any more. */
  async committed(key: string): Promise<T | undefined> {
    const value = await this.get(key);
    if (this.writer.unsettled(this.table, key) !== undefined) await this.writer.settled();
    return value;
  }

  async many(keys: readonly string[]): Promise<T[]> {
    const found = await Promise.all(keys.map((key) => this.get(key)));
    return found.filter((value): value is Awaited<T> & T => value !== undefined);
  }

  put(value: T): void {
    const key = this.key(value);
    this.#cache.set(key, value);
    this.writer.put(this.table, key, value);
  }

  clear(): void {
    this.#cache.clear();
  }

  async #load(key: string): Promise<T | undefined> {
    if (!/^\d{1,18}$|^[1-8]\d{18}$/.test(key)) return undefined;
    const { rows } = await this.pool.query<{ doc: T }>({
      name: `${this.table.name}-by-key`,
      text: `SELECT doc FROM ${this.table.name} WHERE ${this.table.columns[0]!.name} = $1`,
      values: [key],
    });
    // A change may have been put while the row was on its way.
    const value = this.writer.unsettled(this.table, key) ?? rows[0]?.doc;
    if (value !== undefined) this.#cache.set(key, value);
    return value;
  }
}
