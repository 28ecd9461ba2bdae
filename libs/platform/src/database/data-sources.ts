import { Client, type ClientConfig } from 'pg';
import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import { Database, type StatementWatcher } from './database';
import { type DatabaseRole, roleUrl } from './roles';

/**
 * A connection that PostgreSQL ends between two statements says so by an event, which would end the process if nobody heard
 * it. Whoever sends the next statement gets the error.
 */
class HeardClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** Options of the application's connections as one role. */
export function roleDataSourceOptions(ownerUrl: string, role: DatabaseRole, poolSize: number): DataSourceOptions {
  return {
    type: 'postgres',
    url: roleUrl(ownerUrl, role),
    applicationName: `zhanggui ${role}`,
    poolSize,
    entities: [],
    extra: {
      Client: HeardClient,
      // A statement that hangs would hold a connection for ever.
      statement_timeout: 60_000,
      idle_in_transaction_session_timeout: 60_000,
      connectionTimeoutMillis: 10_000,
    },
  };
}

/** The owner's connection: migrations only. */
export function ownerDataSource(ownerUrl: string, migrations: MixedList<string | (new () => unknown)>): DataSource {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'zhanggui migrations',
    poolSize: 2,
    entities: [],
    migrations: migrations as never,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
  });
}

/** Connects as the three roles, without a Nest application around it (tests, commands). */
export async function connectDatabase(ownerUrl: string, poolSize = 4, watch?: StatementWatcher): Promise<Database> {
  const connect = (role: DatabaseRole) => new DataSource(roleDataSourceOptions(ownerUrl, role, poolSize)).initialize();
  const [tenant, provider, system] = await Promise.all([connect('tenant'), connect('provider'), connect('system')]);
  return new Database({ tenant, provider, system }, { watch });
}
