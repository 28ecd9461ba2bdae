import { type DatabaseRole, databaseRoles, ownerDataSource, rolePassword } from '@zhanggui/platform';
import type { DataSource } from 'typeorm';
import { migrations } from './migrations';

/**
 * Brings a database to the newest schema as its owner: roles first (their passwords follow the owner's), then every
 * migration that has not run. Several processes may do it at once: the first one works, the others wait.
 * @param only names of the migrations to stop at: the schema that a backup was made of
 * @returns the names of the migrations that ran
 */
export async function migrate(ownerUrl: string, only: readonly string[] = migrationNames): Promise<string[]> {
  const wanted = migrations.filter(({ name }) => only.includes(name));
  const source = await ownerDataSource(ownerUrl, wanted).initialize();
  try {
    const lock = source.createQueryRunner();
    try {
      // Held by this connection only; a migration is the one place where a lock may span the database.
      await lock.query('SELECT pg_advisory_lock(7410253)');
      await ensureRoles(source, ownerUrl);
      return (await source.runMigrations()).map((migration) => migration.name);
    } finally {
      await lock.query('SELECT pg_advisory_unlock(7410253)').catch(() => undefined);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}

async function ensureRoles(source: DataSource, ownerUrl: string): Promise<void> {
  for (const role of Object.keys(databaseRoles) as DatabaseRole[]) {
    const name = databaseRoles[role];
    const [known] = await source.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
    if (!known) await source.query(`CREATE ROLE ${name} LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE`);
    // ALTER ROLE takes no parameters; the password is our own hex digest.
    await source.query(`ALTER ROLE ${name} PASSWORD '${rolePassword(ownerUrl, role)}'`);
    await source.query(`GRANT USAGE ON SCHEMA public TO ${name}`);
    // Plans of foreign keys are kept for a session's life. Made while a table was nearly empty, they would read it from end
    // to end when it is large; every statement of these roles has an index to go by.
    await source.query(`ALTER ROLE ${name} SET enable_seqscan = off`);
  }
}

/** How many migrations of this build have not run on the database. Asked by readiness as any role that may read the list. */
export const migrationNames = migrations.map((migration) => migration.name);
