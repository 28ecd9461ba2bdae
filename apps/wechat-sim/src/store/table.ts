type ColumnType = 'text' | 'int' | 'bigint' | 'json';

export interface Column<T> {
  name: string;
  type: ColumnType;
  of(value: T): unknown;
}

/** How values of one kind lie in the database. The first column is the key. */
export interface Table<T> {
  name: string;
  columns: readonly Column<T>[];
}

export const column = <T>(name: string, type: ColumnType, of: (value: T) => unknown): Column<T> => ({ name, type, of });

/** The whole value as JSON, in the column `doc`. */
export const docColumn = <T>(): Column<T> => column('doc', 'json', (value) => JSON.stringify(value));

export function upsertSql<T>(table: Table<T>): string {
  const names = table.columns.map(({ name }) => name);
  const arrays = table.columns.map(({ type }, at) => `$${at + 1}::${type === 'json' ? 'text' : type}[]`);
  const values = table.columns.map(({ name, type }) => (type === 'json' ? `${name}::json` : name));
  const updates = names.slice(1).map((name) => `${name} = EXCLUDED.${name}`);
  return (
    `INSERT INTO ${table.name} (${names.join(', ')}) ` +
    `SELECT ${values.join(', ')} FROM unnest(${arrays.join(', ')}) AS rows (${names.join(', ')}) ` +
    `ON CONFLICT (${names[0]}) DO UPDATE SET ${updates.join(', ')}`
  );
}
