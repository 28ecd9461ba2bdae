import type pg from 'pg';
import { column, docColumn, type Table } from './table';
import type { Writer } from './writer';

interface Setting {
  name: string;
  value: unknown;
}

const settingsTable: Table<Setting> = {
  name: 'settings',
  columns: [column('name', 'text', ({ name }) => name), docColumn()],
};

/** Small things kept whole under a name: clock, faults, component. */
export class Settings {
  #values = new Map<string, unknown>();

  constructor(private readonly writer: Writer) {}

  async load(pool: pg.Pool): Promise<void> {
    const { rows } = await pool.query<{ doc: Setting }>('SELECT doc FROM settings');
    this.#values = new Map(rows.map(({ doc }) => [doc.name, doc.value]));
  }

  get<T>(name: string): T | undefined {
    return this.#values.get(name) as T | undefined;
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
    this.writer.put(settingsTable, name, { name, value });
  }
}
