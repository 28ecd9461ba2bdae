import { existsSync } from 'node:fs';
import { ownerDataSource } from '@zhanggui/platform';
import type { DataSource, QueryRunner } from 'typeorm';
import { type ArchiveTable, ArchiveWriter, checkArchive, readArchive, UnusableArchive } from './archive';
import { migrate, migrationNames } from './migrate';

const pageRows = 500;
const listOfMigrations = 'schema_migration';

/** A statement to a person why nothing was done. */
export class BackupRefused extends Error {}

export interface BackupResult {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes every row of the database into a file, as of one instant: the application goes on meanwhile. The rows are the
 * columns' own text forms, so any PostgreSQL that these migrations run on takes them back.
 */
export async function backup(ownerUrl: string, file: string): Promise<BackupResult> {
  if (existsSync(file)) throw new BackupRefused(`${file} exists already: name another file.`);
  return asOwner(ownerUrl, async (source) => {
    const migrations = await appliedMigrations(source);
    if (migrations.length === 0) throw new BackupRefused('The database holds no installation of Zhanggui.');
    const writer = new ArchiveWriter(file);
    const runner = source.createQueryRunner();
    try {
      await runner.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const [{ server_version: server }] = await runner.query('SHOW server_version');
      const takenAt = new Date().toISOString();
      await writer.header({ format: 'zhanggui-backup', version: 1, takenAt, server, migrations });
      const tables = await tablesParentsFirst(runner);
      for (const table of tables) await writeTable(runner, writer, table);
      await runner.query('COMMIT');
      await writer.end();
      return { tables: tables.length, rows: writer.rows };
    } catch (error) {
      await writer.discard();
      throw error;
    } finally {
      await runner.release();
    }
  });
}

/**
 * Fills an empty database from a file: the schema by the migrations that the file names, the rows in one transaction, then
 * the migrations that are newer than the file. The file is read to its end before anything is touched.
 */
export async function restore(ownerUrl: string, file: string): Promise<BackupResult> {
  const header = await checkArchive(file);
  const unknown = header.migrations.filter((name) => !migrationNames.includes(name));
  if (unknown.length > 0)
    throw new UnusableArchive(
      `The backup was made by a newer release (${unknown.join(', ')}): restore it with that one.`,
    );
  await asOwner(ownerUrl, refuseUnlessEmpty);
  await migrate(ownerUrl, header.migrations);
  const result = await asOwner(ownerUrl, (source) => load(source, file));
  await migrate(ownerUrl);
  return result;
}

async function asOwner<T>(ownerUrl: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await ownerDataSource(ownerUrl, []).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

async function appliedMigrations(source: DataSource): Promise<string[]> {
  const [known] = await source.query('SELECT to_regclass($1) IS NOT NULL AS exists', [listOfMigrations]);
  if (!known.exists) return [];
  const rows: { name: string }[] = await source.query(`SELECT name FROM ${listOfMigrations} ORDER BY timestamp, id`);
  return rows.map(({ name }) => name);
}

async function refuseUnlessEmpty(source: DataSource): Promise<void> {
  const [found] = await source.query(
    "SELECT count(*)::int AS tables FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace",
  );
  if (found.tables > 0)
    throw new BackupRefused('The database is not empty: a backup is restored into a new, empty database only.');
}

/** Tables and their columns, ordered so that a row comes after the rows that it points to. */
async function tablesParentsFirst(runner: QueryRunner): Promise<ArchiveTable[]> {
  const rows: { table: string; columns: string[]; parents: string[] }[] = await runner.query(
    `SELECT c.relname AS table,
       (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT COALESCE(json_agg(DISTINCT p.relname), '[]') FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS parents
     FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
       AND c.relname <> '${listOfMigrations}' ORDER BY c.relname`,
  );
  const ordered: ArchiveTable[] = [];
  const done = new Set<string>();
  while (ordered.length < rows.length) {
    const next = rows.filter(({ table, parents }) => !done.has(table) && parents.every((parent) => done.has(parent)));
    if (next.length === 0) throw new Error('Tables point at each other in a circle');
    for (const { table, columns } of next) {
      ordered.push({ table, columns });
      done.add(table);
    }
  }
  return ordered;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function writeTable(runner: QueryRunner, writer: ArchiveWriter, table: ArchiveTable): Promise<void> {
  await writer.table(table);
  const texts = table.columns.map((column) => `${quoted(column)}::text`).join(', ');
  await runner.query(
    `DECLARE rows NO SCROLL CURSOR FOR SELECT to_json(ARRAY[${texts}])::text AS row FROM ${quoted(table.table)}`,
  );
  for (;;) {
    const page: { row: string }[] = await runner.query(`FETCH ${pageRows} FROM rows`);
    await writer.addRows(page.map(({ row }) => row));
    if (page.length < pageRows) break;
  }
  await runner.query('CLOSE rows');
}

async function load(source: DataSource, file: string): Promise<BackupResult> {
  const result = await source.transaction(async ({ queryRunner }) => {
    const runner = queryRunner!;
    // What the migrations put in by themselves is in the file as well.
    const all = await tablesParentsFirst(runner);
    await runner.query(`TRUNCATE ${all.map(({ table }) => quoted(table)).join(', ')}`);
    let current = '';
    let insert = '';
    let rows = 0;
    for await (const page of readArchive(file)) {
      if (page.table.table !== current) insert = await insertInto(runner, page.table);
      current = page.table.table;
      await runner.query(insert, [`[${page.rows.join(',')}]`]);
      rows += page.rows.length;
    }
    return { tables: all.length, rows };
  });
  // The statistics of an empty table would choose the plans of the first hours.
  await source.query('ANALYZE');
  return result;
}

/** $1 is a list of rows as the file has them. */
async function insertInto(runner: QueryRunner, { table, columns }: ArchiveTable): Promise<string> {
  const known: { name: string; type: string }[] = await runner.query(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [quoted(table)],
  );
  const typeOf = new Map(known.map(({ name, type }) => [name, type]));
  const values = columns.map((column, at) => `(r.value->>${at})::${typeOf.get(column)}`);
  return `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) SELECT ${values.join(', ')} FROM json_array_elements($1::json) AS r`;
}
