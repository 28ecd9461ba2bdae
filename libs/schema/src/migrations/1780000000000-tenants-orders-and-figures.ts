import { orderStatuses } from '@zhanggui/contracts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { distribute, enableRowSecurity, type TableSecurity } from '../tables';

const quoted = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** The owner, provider and store of a business row; every key begins with the merchant. */
const TENANT = `merchant_id uuid NOT NULL, id uuid NOT NULL, provider_id uuid NOT NULL, store_id uuid NOT NULL`;

const referenceTables: Record<string, string> = {
  service_provider: `id uuid PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL`,
  merchant: `id uuid PRIMARY KEY, provider_id uuid NOT NULL REFERENCES service_provider (id), name text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT merchant_provider_key UNIQUE (id, provider_id), CONSTRAINT merchant_name_key UNIQUE (provider_id, name)`,
  app_user: `id uuid PRIMARY KEY, provider_id uuid NOT NULL REFERENCES service_provider (id), merchant_id uuid,
    email text NOT NULL CONSTRAINT app_user_email_key UNIQUE, name text NOT NULL, password_hash text NOT NULL,
    role text NOT NULL CONSTRAINT app_user_role_check CHECK (role IN ('provider_owner', 'provider_staff', 'provider_analyst',
      'merchant_owner', 'merchant_manager', 'merchant_clerk', 'merchant_finance')),
    scope text NOT NULL CONSTRAINT app_user_scope_check CHECK (scope IN ('all', 'selected')),
    locale text NOT NULL, created_at timestamptz NOT NULL, disabled_at timestamptz,
    CONSTRAINT app_user_side_check CHECK ((merchant_id IS NULL) = (role LIKE 'provider%')),
    CONSTRAINT app_user_merchant_fk FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)`,
  user_scope: `user_id uuid NOT NULL REFERENCES app_user (id), merchant_id uuid NOT NULL REFERENCES merchant (id), store_id uuid,
    CONSTRAINT user_scope_key UNIQUE NULLS NOT DISTINCT (user_id, merchant_id, store_id)`,
  user_session: `id text PRIMARY KEY, user_id uuid NOT NULL REFERENCES app_user (id), created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, user_agent text`,
  platform_app: `app_id text PRIMARY KEY, merchant_id uuid NOT NULL, provider_id uuid NOT NULL, store_id uuid NOT NULL,
    mode text NOT NULL CONSTRAINT platform_app_mode_check CHECK (mode IN ('self_run', 'provider')),
    CONSTRAINT platform_app_merchant_fk FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)`,
  component_state: `app_id text PRIMARY KEY, ticket_sealed text, ticket_at timestamptz, listed_at timestamptz`,
  platform_token: `kind text NOT NULL CONSTRAINT platform_token_kind_check CHECK (kind IN ('shop', 'component')), app_id text NOT NULL,
    token_sealed text, expires_at timestamptz, lease_holder text, lease_until timestamptz, PRIMARY KEY (kind, app_id)`,
  authorizer: `app_id text PRIMARY KEY, refresh_token_sealed text, permission_sets integer[] NOT NULL, username text, nickname text,
    authorized_at timestamptz, updated_at timestamptz NOT NULL, unauthorized_at timestamptz`,
  component_event: `id uuid PRIMARY KEY, event_key text NOT NULL CONSTRAINT component_event_key UNIQUE, info_type text NOT NULL,
    authorizer_app_id text, body_sealed text NOT NULL, received_at timestamptz NOT NULL, available_at timestamptz NOT NULL,
    lease_until timestamptz, processed_at timestamptz, attempts integer NOT NULL, parked_at timestamptz, problem jsonb`,
  unrouted_push: `id uuid PRIMARY KEY, app_id text NOT NULL, event_key text NOT NULL, event text, body text NOT NULL, reason text NOT NULL,
    received_at timestamptz NOT NULL, CONSTRAINT unrouted_push_event_key UNIQUE (app_id, event_key)`,
};

const tenantTables: Record<string, string> = {
  store: `merchant_id uuid NOT NULL, id uuid NOT NULL, provider_id uuid NOT NULL, name text NOT NULL, app_id text NOT NULL,
    mode text NOT NULL CONSTRAINT store_mode_check CHECK (mode IN ('self_run', 'provider')),
    state text NOT NULL CONSTRAINT store_state_check CHECK (state IN ('connected', 'unauthorized', 'failing')),
    time_zone text NOT NULL, username text, nickname text, platform_status text, permission_sets integer[] NOT NULL,
    problem jsonb, authorized_at timestamptz, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, id), CONSTRAINT store_provider_key UNIQUE (merchant_id, id, provider_id),
    CONSTRAINT store_app_key UNIQUE (merchant_id, app_id)`,
  store_secret: `merchant_id uuid NOT NULL, store_id uuid NOT NULL, secret_sealed text NOT NULL, token_sealed text NOT NULL,
    aes_key_sealed text NOT NULL, previous_aes_key_sealed text, updated_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, store_id)`,
  inbox: `${TENANT}, event_key text NOT NULL, event text NOT NULL, subject_kind text, subject_id text, order_platform_id text,
    body text NOT NULL, occurred_at timestamptz NOT NULL, received_at timestamptz NOT NULL, processed_at timestamptz,
    state text NOT NULL CONSTRAINT inbox_state_check CHECK (state IN ('waiting', 'done', 'unknown', 'unreadable')),
    PRIMARY KEY (merchant_id, id), CONSTRAINT inbox_event_key UNIQUE (merchant_id, store_id, event_key)`,
  work: `${TENANT}, queue text NOT NULL, topic text NOT NULL, subject text NOT NULL, wanted integer NOT NULL,
    available_at timestamptz NOT NULL, enqueued_at timestamptz, lease_token uuid, lease_until timestamptz, attempts integer NOT NULL,
    parked_at timestamptz, error_code text, error_detail jsonb, created_at timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, id), CONSTRAINT work_subject_key UNIQUE (merchant_id, store_id, topic, subject)`,
  orders: `${TENANT}, platform_order_id text NOT NULL,
    status text NOT NULL CONSTRAINT orders_status_check CHECK (status IN (${quoted(orderStatuses)})), platform_status integer NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, paid_at timestamptz, shipped_at timestamptz,
    completed_at timestamptz, read_at timestamptz NOT NULL, ship_by timestamptz, claimed_at timestamptz,
    paid_fen bigint NOT NULL, receivable_fen bigint NOT NULL, refunded_fen bigint NOT NULL, product_fen bigint NOT NULL,
    freight_fen bigint NOT NULL, original_fen bigint NOT NULL, discounts jsonb NOT NULL, payment_method integer, transaction_id text,
    is_gift boolean NOT NULL, is_free boolean NOT NULL, platform_gift_id text, gift jsonb, payer_openid text, recipient_openid text,
    entry_point text NOT NULL, scene integer, sources jsonb NOT NULL, receiver_masked jsonb, receiver_sealed text,
    customer_note text, merchant_note text, title text NOT NULL, item_count integer NOT NULL, open_after_sales integer NOT NULL,
    facts jsonb NOT NULL, version integer NOT NULL,
    PRIMARY KEY (merchant_id, id), CONSTRAINT orders_platform_key UNIQUE (merchant_id, store_id, platform_order_id)`,
  order_item: `merchant_id uuid NOT NULL, id uuid NOT NULL, order_id uuid NOT NULL, line_key text NOT NULL, position integer NOT NULL,
    product_id text NOT NULL, sku_id text NOT NULL, sku_code text, title text NOT NULL, thumb_url text, attrs jsonb NOT NULL,
    count integer NOT NULL, unit_price_fen bigint NOT NULL, paid_fen bigint NOT NULL, discounts jsonb NOT NULL, is_freebie boolean NOT NULL,
    on_after_sale_count integer NOT NULL, finished_after_sale_count integer NOT NULL, ship_by timestamptz,
    PRIMARY KEY (merchant_id, id), CONSTRAINT order_item_line_key UNIQUE (merchant_id, order_id, line_key)`,
  order_snapshot: `merchant_id uuid NOT NULL, order_id uuid NOT NULL, raw text NOT NULL, read_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, order_id)`,
  order_timeline: `merchant_id uuid NOT NULL, id uuid NOT NULL, order_id uuid NOT NULL, at timestamptz NOT NULL, recorded_at timestamptz NOT NULL,
    kind text NOT NULL, detail jsonb NOT NULL, user_id uuid, PRIMARY KEY (merchant_id, id)`,
  after_sale: `${TENANT}, platform_after_sale_id text NOT NULL, platform_order_id text NOT NULL,
    kind text NOT NULL CONSTRAINT after_sale_kind_check CHECK (kind IN ('after_sale', 'gift_expiry')),
    status text NOT NULL CONSTRAINT after_sale_status_check CHECK (status IN ('open', 'refused', 'attention', 'refunded', 'exchanged', 'closed', 'unknown')),
    platform_status text NOT NULL, type text NOT NULL, reason text, reason_text text, refund_reason integer, product_id text, sku_id text,
    count integer, amount_fen bigint NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, completed_at timestamptz,
    deadline timestamptz, applicant_openid text, payee_openid text, raw text NOT NULL, read_at timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, id), CONSTRAINT after_sale_platform_key UNIQUE (merchant_id, store_id, platform_after_sale_id, platform_order_id)`,
  metric_delta: `${TENANT}, hour timestamptz NOT NULL, day date NOT NULL, entry_point text NOT NULL, is_gift boolean NOT NULL,
    orders bigint NOT NULL, gmv_fen bigint NOT NULL, refunds bigint NOT NULL, refund_fen bigint NOT NULL,
    expired_gifts bigint NOT NULL, expired_gift_fen bigint NOT NULL, PRIMARY KEY (merchant_id, id)`,
  metric_hour: `merchant_id uuid NOT NULL, store_id uuid NOT NULL, provider_id uuid NOT NULL, hour timestamptz NOT NULL, day date NOT NULL,
    entry_point text NOT NULL, is_gift boolean NOT NULL, orders bigint NOT NULL, gmv_fen bigint NOT NULL, refunds bigint NOT NULL,
    refund_fen bigint NOT NULL, expired_gifts bigint NOT NULL, expired_gift_fen bigint NOT NULL,
    PRIMARY KEY (merchant_id, store_id, hour, day, entry_point, is_gift)`,
  metric_day: `merchant_id uuid NOT NULL, store_id uuid NOT NULL, provider_id uuid NOT NULL, day date NOT NULL,
    entry_point text NOT NULL, is_gift boolean NOT NULL, orders bigint NOT NULL, gmv_fen bigint NOT NULL, refunds bigint NOT NULL,
    refund_fen bigint NOT NULL, expired_gifts bigint NOT NULL, expired_gift_fen bigint NOT NULL,
    PRIMARY KEY (merchant_id, store_id, day, entry_point, is_gift)`,
  store_sync: `merchant_id uuid NOT NULL, store_id uuid NOT NULL, provider_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT store_sync_kind_check CHECK (kind IN ('orders', 'after_sales', 'gift_after_sales')),
    polled_until timestamptz NOT NULL, polled_at timestamptz, due_at timestamptz NOT NULL, problem jsonb,
    PRIMARY KEY (merchant_id, store_id, kind)`,
  backfill: `${TENANT}, state text NOT NULL CONSTRAINT backfill_state_check CHECK (state IN ('running', 'paused', 'done')),
    range_from timestamptz NOT NULL, range_to timestamptz NOT NULL, scanned_until timestamptz NOT NULL, phase text NOT NULL,
    cursor text, found integer NOT NULL, started_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, finished_at timestamptz,
    problem jsonb, PRIMARY KEY (merchant_id, id)`,
  certificate: `merchant_id uuid NOT NULL, store_id uuid NOT NULL, provider_id uuid NOT NULL, day date NOT NULL,
    kind text NOT NULL CONSTRAINT certificate_kind_check CHECK (kind IN ('orders', 'after_sales', 'gift_after_sales')),
    window_from timestamptz NOT NULL, window_to timestamptz NOT NULL, platform_count integer NOT NULL, own_count integer NOT NULL,
    missing text[] NOT NULL, surplus text[] NOT NULL, repaired integer NOT NULL, differing_checks integer NOT NULL,
    checked_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT certificate_state_check CHECK (state IN ('equal', 'repairing', 'different')),
    PRIMARY KEY (merchant_id, store_id, kind, day)`,
  wechat_call: `merchant_id uuid NOT NULL, id uuid NOT NULL, provider_id uuid NOT NULL, store_id uuid NOT NULL, subject_kind text, subject_id text,
    path text NOT NULL, at timestamptz NOT NULL, duration_ms integer NOT NULL, http_status integer, errcode integer, rid text,
    attempt integer NOT NULL, outcome text NOT NULL, PRIMARY KEY (merchant_id, id)`,
};

const foreignKeys: readonly [table: string, name: string, definition: string][] = [
  ['store', 'store_merchant_fk', 'FOREIGN KEY (merchant_id, provider_id) REFERENCES merchant (id, provider_id)'],
  ['store_secret', 'store_secret_store_fk', 'FOREIGN KEY (merchant_id, store_id) REFERENCES store (merchant_id, id)'],
  [
    'order_item',
    'order_item_order_fk',
    'FOREIGN KEY (merchant_id, order_id) REFERENCES orders (merchant_id, id) ON DELETE CASCADE',
  ],
  [
    'order_snapshot',
    'order_snapshot_order_fk',
    'FOREIGN KEY (merchant_id, order_id) REFERENCES orders (merchant_id, id) ON DELETE CASCADE',
  ],
  [
    'order_timeline',
    'order_timeline_order_fk',
    'FOREIGN KEY (merchant_id, order_id) REFERENCES orders (merchant_id, id) ON DELETE CASCADE',
  ],
  // (merchant, store, provider): also keeps a tenant from writing rows into another provider's view.
  ...[
    'inbox',
    'work',
    'orders',
    'after_sale',
    'metric_delta',
    'metric_hour',
    'metric_day',
    'store_sync',
    'backfill',
    'certificate',
    'wechat_call',
  ].map((table): [string, string, string] => [
    table,
    `${table}_store_fk`,
    'FOREIGN KEY (merchant_id, store_id, provider_id) REFERENCES store (merchant_id, id, provider_id)',
  ]),
];

const indexes = [
  'CREATE INDEX merchant_provider_idx ON merchant (provider_id, name, id)',
  'CREATE INDEX component_event_open_idx ON component_event (available_at) WHERE processed_at IS NULL',
  'CREATE INDEX user_session_user_idx ON user_session (user_id)',
  'CREATE INDEX store_provider_idx ON store (provider_id, name, id)',
  'CREATE INDEX store_merchant_name_idx ON store (merchant_id, name, id)',
  'CREATE INDEX inbox_subject_idx ON inbox (merchant_id, order_platform_id, received_at)',
  'CREATE INDEX inbox_received_idx ON inbox (merchant_id, store_id, received_at DESC)',
  "CREATE INDEX inbox_attention_idx ON inbox (merchant_id, received_at DESC) WHERE state IN ('unknown', 'unreadable')",
  'CREATE INDEX work_ready_idx ON work (queue, available_at) WHERE enqueued_at IS NULL AND parked_at IS NULL',
  'CREATE INDEX work_enqueued_idx ON work (queue, enqueued_at) WHERE enqueued_at IS NOT NULL AND parked_at IS NULL',
  'CREATE INDEX work_parked_idx ON work (merchant_id, parked_at DESC) WHERE parked_at IS NOT NULL',
  'CREATE INDEX work_parked_provider_idx ON work (provider_id, parked_at DESC) WHERE parked_at IS NOT NULL',
  'CREATE INDEX orders_store_status_idx ON orders (merchant_id, store_id, status, created_at DESC, id DESC)',
  'CREATE INDEX orders_store_idx ON orders (merchant_id, store_id, created_at DESC, id DESC)',
  'CREATE INDEX orders_status_idx ON orders (merchant_id, status, created_at DESC, id DESC)',
  'CREATE INDEX orders_merchant_idx ON orders (merchant_id, created_at DESC, id DESC)',
  'CREATE INDEX orders_platform_idx ON orders (merchant_id, platform_order_id)',
  'CREATE INDEX orders_provider_status_idx ON orders (provider_id, status, created_at DESC, id DESC)',
  'CREATE INDEX orders_provider_idx ON orders (provider_id, created_at DESC, id DESC)',
  'CREATE INDEX orders_provider_platform_idx ON orders (provider_id, platform_order_id)',
  'CREATE INDEX orders_gift_idx ON orders (merchant_id, platform_gift_id) WHERE platform_gift_id IS NOT NULL',
  'CREATE INDEX orders_updated_idx ON orders (merchant_id, store_id, updated_at)',
  'CREATE INDEX order_timeline_order_idx ON order_timeline (merchant_id, order_id, at)',
  'CREATE INDEX after_sale_order_idx ON after_sale (merchant_id, platform_order_id)',
  'CREATE INDEX after_sale_list_idx ON after_sale (merchant_id, status, created_at DESC, id DESC)',
  'CREATE INDEX after_sale_provider_idx ON after_sale (provider_id, status, created_at DESC, id DESC)',
  'CREATE INDEX metric_delta_provider_idx ON metric_delta (provider_id, day)',
  'CREATE INDEX metric_day_provider_idx ON metric_day (provider_id, day)',
  'CREATE INDEX metric_day_merchant_idx ON metric_day (merchant_id, day)',
  'CREATE INDEX metric_hour_provider_idx ON metric_hour (provider_id, day)',
  'CREATE INDEX metric_hour_merchant_idx ON metric_hour (merchant_id, day)',
  'CREATE INDEX store_sync_due_idx ON store_sync (due_at)',
  "CREATE INDEX backfill_running_idx ON backfill (updated_at) WHERE state = 'running'",
  'CREATE INDEX backfill_store_idx ON backfill (merchant_id, store_id, started_at DESC)',
  'CREATE INDEX wechat_call_subject_idx ON wechat_call (merchant_id, subject_id, at)',
  'CREATE INDEX wechat_call_age_idx ON wechat_call (at)',
  "CREATE INDEX inbox_age_idx ON inbox (received_at) WHERE state = 'done'",
];

const all = 'SELECT, INSERT, UPDATE, DELETE';
const security: Record<string, TableSecurity> = {
  service_provider: { provider: { using: "id = current_setting('app.provider_id')::uuid" }, system: 'SELECT, INSERT' },
  merchant: {
    tenant: { grant: 'SELECT', using: "id = current_setting('app.merchant_id')::uuid" },
    provider: {},
    system: 'SELECT, INSERT, UPDATE',
  },
  app_user: { system: 'SELECT, INSERT, UPDATE' },
  user_scope: { system: all },
  user_session: { system: all },
  platform_app: { tenant: { grant: 'SELECT, INSERT, DELETE' }, system: 'SELECT' },
  component_state: { system: 'SELECT, INSERT, UPDATE' },
  platform_token: { system: all },
  authorizer: { system: 'SELECT, INSERT, UPDATE' },
  component_event: { system: 'SELECT, INSERT, UPDATE, DELETE' },
  unrouted_push: { system: 'SELECT, INSERT, DELETE' },
  store: { tenant: {}, provider: {}, system: 'SELECT, UPDATE' },
  store_secret: { tenant: { grant: 'INSERT, UPDATE, SELECT' }, system: 'SELECT, UPDATE' },
  inbox: { tenant: {}, provider: {}, system: 'SELECT, INSERT, DELETE' },
  work: { tenant: {}, provider: {}, system: all },
  orders: { tenant: {}, provider: {} },
  order_item: { tenant: {} },
  order_snapshot: { tenant: {} },
  order_timeline: { tenant: {} },
  after_sale: { tenant: {}, provider: {} },
  metric_delta: { tenant: {}, provider: {}, system: 'SELECT' },
  metric_hour: { tenant: {}, provider: {} },
  metric_day: { tenant: {}, provider: {} },
  store_sync: { tenant: {}, provider: {}, system: 'SELECT, UPDATE' },
  backfill: { tenant: {}, provider: {}, system: 'SELECT' },
  certificate: { tenant: {}, provider: {} },
  wechat_call: { tenant: { grant: 'SELECT' }, provider: {}, system: 'SELECT, INSERT, DELETE' },
};

/** Tenants, users, stores, the inbox and its work, orders, after-sales and figures. */
export class TenantsOrdersAndFigures1780000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(referenceTables)) {
      await runner.query(`CREATE TABLE ${table} (${columns})`);
      await distribute(runner, table, 'reference');
    }
    for (const [table, columns] of Object.entries(tenantTables)) {
      await runner.query(`CREATE TABLE ${table} (${columns})`);
      await distribute(runner, table, 'tenant');
    }
    for (const [table, name, definition] of foreignKeys)
      await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
    for (const statement of indexes) await runner.query(statement);
    await runner.query('GRANT SELECT ON schema_migration TO app_system');
    for (const [table, rules] of Object.entries(security)) await enableRowSecurity(runner, table, rules);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [...Object.keys(tenantTables).reverse(), ...Object.keys(referenceTables).reverse()];
    for (const table of tables) await runner.query(`DROP TABLE ${table} CASCADE`);
  }
}
