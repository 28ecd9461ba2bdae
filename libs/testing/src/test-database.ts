import { randomBytes } from 'node:crypto';
import { connectDatabase, type Database, type StatementWatcher } from '@zhanggui/platform';
import { DataSource } from 'typeorm';

export interface TestDatabase {
  /** The owner's URL: for looking from outside, never for the code under test. */
  readonly ownerUrl: string;
  readonly owner: DataSource;
  readonly db: Database;
  drop(): Promise<void>;
}

/** A migrated database of its own for one test file, and the application's roles connected to it. */
export async function createTestDatabase(watch?: StatementWatcher): Promise<TestDatabase> {
  const admin = await new DataSource({ type: 'postgres', url: process.env['TEST_PG']! }).initialize();
  const name = `t_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE zhanggui_template STRATEGY FILE_COPY`);
  const url = new URL(process.env['TEST_PG']!);
  url.pathname = `/${name}`;
  const opened = await openDatabase(url.toString(), watch);
  return {
    ...opened,
    async drop() {
      await opened.drop();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.destroy();
    },
  };
}

/** A database that is there already, connected to like one of a test's own; `drop` leaves it where it is. */
export async function openDatabase(ownerUrl: string, watch?: StatementWatcher): Promise<TestDatabase> {
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  const db = await connectDatabase(ownerUrl, 6, watch);
  return {
    ownerUrl,
    owner,
    db,
    async drop() {
      await db.close();
      await owner.destroy();
    },
  };
}
