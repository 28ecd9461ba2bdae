import { createTestDatabase, type TestDatabase } from '@zhanggui/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const names = async (sql: string): Promise<string[]> =>
  (await test.owner.query(sql)).map((row: { name: string }) => row.name);

/** Tables without a merchant: shared ones, and rows that have no merchant yet. */
const shared = [
  'api_key',
  'app_user',
  'attempt_limit',
  'authorizer',
  'component_event',
  'component_state',
  'invitation',
  'merchant',
  'own_role',
  'platform_app',
  'platform_token',
  'provider_audit',
  'provider_audit_head',
  'recovery_code',
  'saved_view',
  'schema_migration',
  'second_factor',
  'service_provider',
  'support_access',
  'unrouted_push',
  'user_scope',
  'user_session',
];

/** The rules of a schema that runs on one PostgreSQL and on a cluster, asked of the catalogue. */
describe('the migrated schema', () => {
  it('has row security enabled and never forced on every table but the list of migrations', async () => {
    const open =
      "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace";
    expect(await names(`${open} AND NOT relrowsecurity`)).toEqual(['schema_migration']);
    expect(await names(`${open} AND relforcerowsecurity`)).toEqual([]);
  });

  it('begins every key of a business table with the merchant', async () => {
    const tables = await names(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    );
    const business = tables.filter((table) => !shared.includes(table));
    expect(business.length).toBeGreaterThan(15);
    expect(tables.filter((table) => shared.includes(table))).toEqual(shared);
    const wrong = await names(
      `SELECT c.conrelid::regclass || '.' || c.conname AS name FROM pg_constraint c
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
       WHERE c.contype IN ('p', 'u', 'f') AND a.attname <> 'merchant_id' AND c.conrelid::regclass::text = ANY(ARRAY[${business.map((table) => `'${table}'`).join(',')}])`,
    );
    expect(wrong).toEqual([]);
  });

  it('has no trigger, sequence, enum or numeric column, which a cluster refuses or an index cannot serve under row security', async () => {
    expect(await names('SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal')).toEqual([]);
    expect(
      await names("SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relname <> 'schema_migration_id_seq'"),
    ).toEqual([]);
    expect(
      await names(
        `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'
         AND (data_type = 'numeric' OR data_type = 'USER-DEFINED' OR data_type LIKE 'timestamp without%')`,
      ),
    ).toEqual([]);
  });

  it('has policies of one inline comparison, without sub-selects', async () => {
    const expressions = await test.owner.query(
      "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'public'",
    );
    expect(expressions.length).toBeGreaterThan(40);
    for (const { qual } of expressions)
      expect(qual).toMatch(/^(true|\(\w+ = \(current_setting\('app\.(merchant|provider)_id'::text\)\)::uuid\))$/);
  });

  it('lets no application role own a table, bypass row security, or change the schema', async () => {
    const roles = await test.owner.query(
      "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname IN ('app_tenant', 'app_provider', 'app_system')",
    );
    expect(roles).toHaveLength(3);
    for (const role of roles)
      expect([role.rolsuper, role.rolbypassrls, role.rolcreaterole, role.rolcreatedb]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    expect(
      await names(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tableowner LIKE 'app\\_%' AND tableowner <> 'app_owner'",
      ),
    ).toEqual([]);
    await expect(test.db.systemQuery('CREATE TABLE sneaky (id int)')).rejects.toThrow(/permission denied/);
  });

  it('lets no application role change or remove an entry of the audit log', async () => {
    const grants = await test.owner.query(
      `SELECT DISTINCT grantee, table_name, privilege_type FROM information_schema.table_privileges
       WHERE grantee IN ('app_tenant', 'app_provider', 'app_system') AND table_name IN ('merchant_audit', 'provider_audit') ORDER BY 1, 2, 3`,
    );
    expect(grants.map((row: Record<string, string>) => Object.values(row).join(' '))).toEqual([
      'app_provider merchant_audit SELECT',
      'app_provider provider_audit SELECT',
      'app_system merchant_audit INSERT',
      'app_system provider_audit INSERT',
      'app_tenant merchant_audit INSERT',
      'app_tenant merchant_audit SELECT',
    ]);
    for (const statement of ['UPDATE merchant_audit SET actor_name = $1', 'DELETE FROM provider_audit WHERE hash = $1'])
      await expect(test.db.systemQuery(statement, ['x'])).rejects.toThrow(/permission denied/);
  });

  it('lets a certificate and its signature be written inside its merchant only', async () => {
    const grants = await test.owner.query(
      `SELECT grantee || ' ' || privilege_type AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
       FROM information_schema.column_privileges JOIN information_schema.columns USING (table_schema, table_name, column_name)
       WHERE grantee IN ('app_tenant', 'app_provider', 'app_system') AND table_name = 'certificate' GROUP BY 1 ORDER BY 1`,
    );
    expect(grants.map(({ name }: { name: string }) => name)).toEqual([
      'app_provider SELECT',
      'app_tenant INSERT',
      'app_tenant SELECT',
      'app_tenant UPDATE',
    ]);
    const added = ['time_zone', 'app_id', 'platform_digest', 'own_digest', 'key_id', 'signature'];
    for (const { columns } of grants) expect(columns.slice(-added.length)).toEqual(added);
  });

  it('shows no password, token or secret of people to the roles that read them', async () => {
    const readable = await names(
      `SELECT DISTINCT table_name || '.' || column_name AS name FROM information_schema.column_privileges
       WHERE grantee IN ('app_tenant', 'app_provider') AND table_name IN ('app_user', 'invitation', 'api_key') AND privilege_type = 'SELECT'`,
    );
    expect(readable.length).toBeGreaterThan(25);
    expect(readable.filter((name) => /hash|secret|token|password/.test(name))).toEqual([]);
  });

  it('gives the provider role nothing but reading', async () => {
    const writes = await names(
      "SELECT DISTINCT privilege_type AS name FROM information_schema.table_privileges WHERE grantee = 'app_provider'",
    );
    expect(writes).toEqual(['SELECT']);
  });
});
