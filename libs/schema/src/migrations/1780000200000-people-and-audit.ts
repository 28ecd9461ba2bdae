import type { MigrationInterface, QueryRunner } from 'typeorm';
import { distribute, enableRowSecurity, type TableSecurity } from '../tables';

/** Who did what to what, when, from where; chained by hash. `seq` counts from 1 without a gap. */
const AUDIT = `seq bigint NOT NULL, id uuid NOT NULL, store_id uuid, at timestamptz NOT NULL, actor_kind text NOT NULL, actor_id uuid,
  actor_name text NOT NULL, support_access_id uuid, ip text, user_agent text, request_id text, action text NOT NULL, subject_kind text NOT NULL,
  subject_id text, before jsonb, after jsonb, previous_hash text NOT NULL, hash text NOT NULL`;

const referenceTables: Record<string, string> = {
  own_role: `id uuid PRIMARY KEY, provider_id uuid NOT NULL REFERENCES service_provider (id), merchant_id uuid, name text NOT NULL,
    permissions text[] NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    CONSTRAINT own_role_name_key UNIQUE NULLS NOT DISTINCT (provider_id, merchant_id, name),
    CONSTRAINT own_role_merchant_fk FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)`,
  invitation: `id uuid PRIMARY KEY, token_hash text NOT NULL CONSTRAINT invitation_token_key UNIQUE,
    provider_id uuid NOT NULL REFERENCES service_provider (id), merchant_id uuid, email text NOT NULL, name text NOT NULL, role text NOT NULL,
    role_id uuid REFERENCES own_role (id), grants jsonb, locale text NOT NULL, invited_by uuid NOT NULL REFERENCES app_user (id),
    created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, accepted_at timestamptz, withdrawn_at timestamptz,
    CONSTRAINT invitation_side_check CHECK ((merchant_id IS NULL) = (role LIKE 'provider%')),
    CONSTRAINT invitation_merchant_fk FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)`,
  second_factor: `user_id uuid PRIMARY KEY REFERENCES app_user (id), secret_sealed text NOT NULL, created_at timestamptz NOT NULL,
    confirmed_at timestamptz, last_step bigint NOT NULL`,
  recovery_code: `user_id uuid NOT NULL REFERENCES app_user (id), code_hash text NOT NULL, used_at timestamptz, PRIMARY KEY (user_id, code_hash)`,
  attempt_limit: `key text PRIMARY KEY, attempts integer NOT NULL, until timestamptz NOT NULL`,
  api_key: `id uuid PRIMARY KEY, provider_id uuid NOT NULL REFERENCES service_provider (id), merchant_id uuid,
    user_id uuid NOT NULL REFERENCES app_user (id), name text NOT NULL, secret_hash text NOT NULL, permissions text[] NOT NULL, grants jsonb,
    created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, last_used_at timestamptz, revoked_at timestamptz,
    CONSTRAINT api_key_merchant_fk FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)`,
  support_access: `id uuid PRIMARY KEY, provider_id uuid NOT NULL, merchant_id uuid NOT NULL, user_id uuid NOT NULL REFERENCES app_user (id),
    user_name text NOT NULL, reason text NOT NULL, opened_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz,
    ended_by text,
    CONSTRAINT support_access_merchant_fk FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)`,
  provider_audit: `provider_id uuid NOT NULL REFERENCES service_provider (id), ${AUDIT}, PRIMARY KEY (provider_id, seq)`,
  provider_audit_head: `provider_id uuid PRIMARY KEY REFERENCES service_provider (id), seq bigint NOT NULL, hash text NOT NULL`,
};

const tenantTables: Record<string, string> = {
  merchant_audit: `merchant_id uuid NOT NULL, provider_id uuid NOT NULL, ${AUDIT}, PRIMARY KEY (merchant_id, seq)`,
  merchant_audit_head: `merchant_id uuid PRIMARY KEY, provider_id uuid NOT NULL, seq bigint NOT NULL, hash text NOT NULL`,
};

const ofMerchant = 'FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)';
const roles = `'provider_owner', 'provider_staff', 'provider_analyst', 'provider_support', 'provider_own',
  'merchant_owner', 'merchant_manager', 'merchant_clerk', 'merchant_finance', 'merchant_own'`;

/** Columns that people see of people; never a password, a token or a secret. */
const personColumns =
  'id, provider_id, merchant_id, email, name, role, role_id, scope, locale, created_at, disabled_at';
const invitationColumns =
  'id, provider_id, merchant_id, email, name, role, role_id, grants, locale, invited_by, created_at, expires_at, accepted_at, withdrawn_at';
const keyColumns =
  'id, provider_id, merchant_id, user_id, name, permissions, grants, created_at, expires_at, last_used_at, revoked_at';
const reading = (columns = '') => ({
  tenant: { grant: `SELECT ${columns}` },
  provider: { grant: `SELECT ${columns}` },
});

const security: Record<string, TableSecurity> = {
  own_role: { ...reading(), system: 'SELECT, INSERT, UPDATE, DELETE' },
  invitation: { ...reading(`(${invitationColumns})`), system: 'SELECT, INSERT, UPDATE' },
  second_factor: { system: 'SELECT, INSERT, UPDATE, DELETE' },
  recovery_code: { system: 'SELECT, INSERT, UPDATE, DELETE' },
  attempt_limit: { system: 'SELECT, INSERT, UPDATE, DELETE' },
  api_key: { ...reading(`(${keyColumns})`), system: 'SELECT, INSERT, UPDATE' },
  support_access: { ...reading(), system: 'SELECT, INSERT, UPDATE' },
  // Nobody but the owner of the tables can change or remove an entry.
  provider_audit: { provider: {}, system: 'INSERT' },
  provider_audit_head: { system: 'SELECT, INSERT, UPDATE' },
  merchant_audit: { tenant: { grant: 'SELECT, INSERT' }, provider: {}, system: 'INSERT' },
  merchant_audit_head: { tenant: { grant: 'SELECT, INSERT, UPDATE' }, system: 'SELECT, INSERT, UPDATE' },
};

/** Roles of one's own, invitations, second factors, API keys, support access, and the audit log. */
export class PeopleAndAudit1780000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(referenceTables)) {
      await runner.query(`CREATE TABLE ${table} (${columns})`);
      await distribute(runner, table, 'reference');
    }
    for (const [table, columns] of Object.entries(tenantTables)) {
      await runner.query(`CREATE TABLE ${table} (${columns})`);
      await distribute(runner, table, 'tenant');
      await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${table}_merchant_fk ${ofMerchant}`);
    }
    await runner.query('ALTER TABLE app_user ADD COLUMN role_id uuid');
    await runner.query(
      'ALTER TABLE app_user ADD CONSTRAINT app_user_role_fk FOREIGN KEY (role_id) REFERENCES own_role (id)',
    );
    await runner.query('ALTER TABLE app_user DROP CONSTRAINT app_user_role_check');
    await runner.query(`ALTER TABLE app_user ADD CONSTRAINT app_user_role_check CHECK (role IN (${roles}))`);
    await runner.query(
      "ALTER TABLE app_user ADD CONSTRAINT app_user_own_role_check CHECK ((role_id IS NOT NULL) = (role LIKE '%\\_own'))",
    );
    await runner.query('ALTER TABLE user_session ADD COLUMN ip text');
    await runner.query('ALTER TABLE user_session ADD COLUMN confirmed_at timestamptz');
    await runner.query('ALTER TABLE user_scope ADD COLUMN provider_id uuid');
    await runner.query(
      'UPDATE user_scope s SET provider_id = u.provider_id FROM app_user u WHERE u.id = s.user_id AND s.provider_id IS NULL',
    );
    await runner.query('ALTER TABLE user_scope ALTER COLUMN provider_id SET NOT NULL');
    await runner.query(`ALTER TABLE user_scope ADD CONSTRAINT user_scope_merchant_fk ${ofMerchant}`);
    for (const statement of [
      'CREATE INDEX app_user_provider_idx ON app_user (provider_id, merchant_id, name, id)',
      'CREATE INDEX app_user_role_idx ON app_user (role_id)',
      'CREATE INDEX invitation_open_idx ON invitation (provider_id, merchant_id, created_at)',
      'CREATE INDEX api_key_owner_idx ON api_key (provider_id, merchant_id, created_at)',
      'CREATE INDEX support_access_user_idx ON support_access (user_id, expires_at)',
      'CREATE INDEX support_access_merchant_idx ON support_access (merchant_id, opened_at DESC)',
      'CREATE INDEX support_access_provider_idx ON support_access (provider_id, opened_at DESC)',
      'CREATE INDEX attempt_limit_until_idx ON attempt_limit (until)',
      'CREATE INDEX provider_audit_at_idx ON provider_audit (provider_id, at DESC, id DESC)',
      'CREATE INDEX merchant_audit_at_idx ON merchant_audit (merchant_id, at DESC, id DESC)',
      'CREATE INDEX merchant_audit_provider_idx ON merchant_audit (provider_id, at DESC, id DESC)',
    ])
      await runner.query(statement);
    for (const [table, rules] of Object.entries(security)) await enableRowSecurity(runner, table, rules);
    // People read people of their own side through roles whose policies know the side; these tables have row security already.
    await addPolicies(runner, 'app_user', personColumns);
    await addPolicies(runner, 'user_scope', 'user_id, provider_id, merchant_id, store_id');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['app_user', 'user_scope'])
      for (const side of ['tenant', 'provider']) await runner.query(`DROP POLICY ${table}_${side} ON ${table}`);
    await runner.query('ALTER TABLE user_scope DROP COLUMN provider_id');
    await runner.query('ALTER TABLE user_session DROP COLUMN confirmed_at');
    await runner.query('ALTER TABLE user_session DROP COLUMN ip');
    await runner.query('ALTER TABLE app_user DROP COLUMN role_id');
    for (const table of [...Object.keys(tenantTables), ...Object.keys(referenceTables).reverse()])
      await runner.query(`DROP TABLE ${table} CASCADE`);
  }
}

async function addPolicies(runner: QueryRunner, table: string, columns: string): Promise<void> {
  for (const side of ['tenant', 'provider'] as const) {
    const column = side === 'tenant' ? 'merchant_id' : 'provider_id';
    await runner.query(`GRANT SELECT (${columns}) ON ${table} TO app_${side}`);
    await runner.query(
      `CREATE POLICY ${table}_${side} ON ${table} FOR SELECT TO app_${side} USING (${column} = current_setting('app.${column}')::uuid)`,
    );
  }
}
