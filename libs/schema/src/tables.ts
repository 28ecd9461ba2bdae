import { databaseRoles } from '@zhanggui/platform';
import type { QueryRunner } from 'typeorm';

/** Spreads a table over a Citus cluster; on plain PostgreSQL nothing happens. */
export async function distribute(runner: QueryRunner, table: string, kind: 'reference' | 'tenant'): Promise<void> {
  const [citus] = await runner.query("SELECT 1 FROM pg_extension WHERE extname = 'citus'");
  if (!citus) return;
  await runner.query("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'");
  if (kind === 'reference') await runner.query('SELECT create_reference_table($1::regclass)', [table]);
  else {
    const peer = table === 'store' ? 'default' : 'store';
    await runner.query("SELECT create_distributed_table($1::regclass, 'merchant_id', colocate_with => $2)", [
      table,
      peer,
    ]);
  }
}

/** Who may do what with a table. A role that is not named may nothing. */
export interface TableSecurity {
  /** Defaults: all four commands, rows of `app.merchant_id`. */
  readonly tenant?: { readonly grant?: string; readonly using?: string };
  /** Reads only. Default: rows of `app.provider_id`. */
  readonly provider?: { readonly grant?: string; readonly using?: string };
  /** The commands granted, on every row. */
  readonly system?: string;
}

/**
 * Row security, enabled and never forced (the owner migrates; a forced table cannot be moved between nodes of a cluster).
 * One inline comparison per role and table: anything cleverer loses the index or is refused by a cluster.
 */
export async function enableRowSecurity(runner: QueryRunner, table: string, rules: TableSecurity): Promise<void> {
  await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  if (rules.tenant) {
    const using = rules.tenant.using ?? "merchant_id = current_setting('app.merchant_id')::uuid";
    await runner.query(
      `GRANT ${rules.tenant.grant ?? 'SELECT, INSERT, UPDATE, DELETE'} ON ${table} TO ${databaseRoles.tenant}`,
    );
    await runner.query(
      `CREATE POLICY ${table}_tenant ON ${table} TO ${databaseRoles.tenant} USING (${using}) WITH CHECK (${using})`,
    );
  }
  if (rules.provider) {
    const using = rules.provider.using ?? "provider_id = current_setting('app.provider_id')::uuid";
    await runner.query(`GRANT ${rules.provider.grant ?? 'SELECT'} ON ${table} TO ${databaseRoles.provider}`);
    await runner.query(
      `CREATE POLICY ${table}_provider ON ${table} FOR SELECT TO ${databaseRoles.provider} USING (${using})`,
    );
  }
  if (rules.system) {
    await runner.query(`GRANT ${rules.system} ON ${table} TO ${databaseRoles.system}`);
    await runner.query(
      `CREATE POLICY ${table}_system ON ${table} TO ${databaseRoles.system} USING (true) WITH CHECK (true)`,
    );
  }
}
