import {
  Database,
  type ProviderTx,
  providerContext,
  type Statement,
  type TenantContext,
  type TenantTx,
  tenantContext,
} from '@zhanggui/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation } from './support/installation';
import { Simulator } from './support/simulator';

interface Tenant {
  readonly store: ConnectedStore;
  readonly owner: Caller;
  readonly orderId: string;
  readonly platformOrderId: string;
  readonly workId: string;
}

let simulator: Simulator;
let product: Installation;
let mine: Tenant;
let theirs: Tenant;
/** A merchant of another service provider. */
let foreign: Tenant;
let provider: Caller;
let otherProvider: Caller;

async function tenant(owner: Caller, name: string, providerName: string): Promise<Tenant> {
  const store = await product.selfRunStore(owner, simulator, name);
  const email = `${name.toLowerCase()}@test.example`;
  const merchantOwner = await product.person(
    { email, role: 'merchant_owner', merchant: `${name} merchant` },
    providerName,
  );
  await product.drain();
  const platformOrderId = await simulator.paidOrder(store.shop.appid);
  await product.settle(simulator);
  const { items } = await merchantOwner.get<{ items: { id: string }[] }>(
    `/api/v1/orders?platformOrderId=${platformOrderId}`,
  );
  const [work] = await product.database.owner.query(
    `INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, parked_at, error_code, error_detail, created_at)
     SELECT merchant_id, uuidv7(), provider_id, id, 'live', 'order.read', '1', 1, now(), 8, now(), 'other', '{}', now() FROM store WHERE id = $1 RETURNING id`,
    [store.id],
  );
  return { store, owner: merchantOwner, orderId: items[0]!.id, platformOrderId, workId: work.id };
}

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  provider = await product.person({ email: 'provider@test.example', role: 'provider_owner' }, 'Provider');
  otherProvider = await product.person({ email: 'other@test.example', role: 'provider_owner' }, 'Other provider');
  mine = await tenant(provider, 'Mine', 'Provider');
  theirs = await tenant(provider, 'Theirs', 'Provider');
  foreign = await tenant(otherProvider, 'Foreign', 'Other provider');
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
});

/** Every route that names something of a tenant, with that tenant's ids in it. */
const routesTo = (target: Tenant): [method: string, path: string, body?: unknown][] => [
  ['GET', `/api/v1/orders/${target.orderId}`],
  ['POST', `/api/v1/orders/${target.orderId}/read-again`, {}],
  ['GET', `/api/v1/orders?merchantId=${target.store.merchantId}`],
  ['GET', `/api/v1/orders/counts?merchantId=${target.store.merchantId}`],
  ['GET', `/api/v1/reports/overview?merchantId=${target.store.merchantId}`],
  ['GET', `/api/v1/stores/${target.store.id}`],
  ['GET', `/api/v1/stores/${target.store.id}/health`],
  ['GET', `/api/v1/stores/${target.store.id}/health?merchantId=${target.store.merchantId}`],
  ['GET', `/api/v1/stores/${target.store.id}?merchantId=${target.store.merchantId}`],
  ['PATCH', `/api/v1/stores/${target.store.id}`, { name: 'Taken over' }],
  ['PATCH', `/api/v1/stores/${target.store.id}?merchantId=${target.store.merchantId}`, { name: 'Taken over' }],
  ['POST', `/api/v1/stores/${target.store.id}/backfill`, {}],
  ['POST', `/api/v1/stores/${target.store.id}/backfill/pause`, {}],
  ['POST', `/api/v1/stores/${target.store.id}/certificates`, { day: '2026-01-01' }],
  ['POST', `/api/v1/work/${target.workId}/restart`, {}],
  ['POST', `/api/v1/work/restart?merchantId=${target.store.merchantId}`, {}],
  ['GET', `/api/v1/work?merchantId=${target.store.merchantId}`],
  ['GET', `/api/v1/work/pushes?merchantId=${target.store.merchantId}`],
  [
    'POST',
    '/api/v1/stores',
    {
      mode: 'self_run',
      merchantId: target.store.merchantId,
      name: 'x',
      appid: 'wxtakenover',
      secret: 's',
      token: 't',
      aesKey: 'k'.repeat(43),
    },
  ],
];

const lists = [
  '/api/v1/orders',
  '/api/v1/stores',
  '/api/v1/stores/health',
  '/api/v1/stores/scopes',
  '/api/v1/stores/scope',
  '/api/v1/views?page=orders',
  '/api/v1/merchants',
  '/api/v1/work',
  '/api/v1/work/pushes',
];

function suite(): void {
  it('answers another merchant’s ids like ids that do not exist, on every route', async () => {
    for (const [method, path, body] of [...routesTo(theirs), ...routesTo(foreign)]) {
      const { status, body: text } = await mine.owner.send(method, path, body);
      expect([method, path, status === 404 ? JSON.parse(text).code : status]).toEqual([method, path, 'NOT_FOUND']);
    }
    const [untouched] = await product.database.owner.query(
      'SELECT count(*)::int AS n FROM work WHERE parked_at IS NOT NULL AND subject = $1',
      ['1'],
    );
    expect(untouched.n).toBe(3);
  });

  it('shows a merchant nothing of another in any list, count or figure', async () => {
    for (const path of lists) {
      const { body } = await mine.owner.send('GET', path);
      for (const other of [theirs, foreign]) {
        for (const id of [other.orderId, other.platformOrderId, other.store.id, other.store.merchantId, other.workId]) {
          expect(body, path).not.toContain(id);
        }
      }
    }
    const overview = await mine.owner.get<{ figures: { orders: number; gmvFen: number } }>('/api/v1/reports/overview');
    const { paidFen } = await simulator.get(mine.platformOrderId);
    expect([overview.figures.orders, overview.figures.gmvFen]).toEqual([1, paidFen]);
    const found = await mine.owner.get<{ items: unknown[] }>(
      `/api/v1/orders?platformOrderId=${theirs.platformOrderId}`,
    );
    expect(found.items).toEqual([]);
  });

  it('shows a provider its merchants and nothing of another provider’s', async () => {
    for (const path of lists.filter((list) => !list.endsWith('pushes'))) {
      const { body } = await provider.send('GET', path);
      expect(body, path).not.toContain(foreign.store.merchantId);
      expect(body, path).not.toContain(foreign.store.id);
    }
    const { items } = await provider.get<{ items: { id: string }[] }>('/api/v1/orders');
    expect(items.map((item) => item.id).sort()).toEqual([mine.orderId, theirs.orderId].sort());
    for (const [method, path, body] of routesTo(foreign)) {
      const { status } = await provider.send(method, path, body);
      // Without a merchant in the scope a store cannot be read at all.
      expect([method, path, status === 409 ? 404 : status]).toEqual([method, path, 404]);
    }
  });
}

describe('with both walls', suite);

describe('with the row policies taken away', () => {
  let tables: string[];
  beforeAll(async () => {
    tables = (
      await product.database.owner.query("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
    ).map((row: { relname: string }) => row.relname);
    for (const table of tables) await product.database.owner.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  });
  afterAll(async () => {
    for (const table of tables) await product.database.owner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  });
  suite();
});

describe('with the predicates of the statements taken away', () => {
  const database = () =>
    product.api.get(Database) as unknown as {
      send: (connection: unknown, role: string, statement: Statement, params: unknown[]) => Promise<unknown>;
    };
  let original: ReturnType<typeof database>['send'];
  let stripped = 0;
  beforeAll(() => {
    original = database().send;
    // Reading statements lose the comparison with the tenant, as if their author had forgotten it.
    database().send = function (this: unknown, connection, role, statement, params) {
      const sql = typeof statement === 'string' ? statement : statement.text;
      if (role === 'system') return original.call(this, connection, role, statement, params);
      const without = sql.replace(/\b((?:\w+\.)?(?:merchant_id|provider_id)) = \$1/g, '($& OR true)');
      if (without !== sql) stripped += 1;
      return original.call(this, connection, role, without, params);
    };
  });
  afterAll(() => {
    database().send = original;
    expect(stripped).toBeGreaterThan(30);
  });
  suite();
});

describe('the roles of the database', () => {
  const context = (of: Tenant): TenantContext =>
    tenantContext({
      merchantId: of.store.merchantId,
      providerId: '00000000-0000-7000-8000-000000000000',
      storeIds: 'all',
    });
  const db = () => product.database.db;
  const inMine = <T>(work: (tx: TenantTx) => Promise<T>) => db().tenant(context(mine), work);

  it('refuses a statement that does not bind the tenant', async () => {
    await expect(inMine((tx) => tx.query('SELECT * FROM orders'))).rejects.toThrow(/must bind merchant_id/);
    await expect(inMine((tx) => tx.query('SELECT * FROM orders WHERE id = $1'))).rejects.toThrow(
      /must bind merchant_id/,
    );
  });

  it('cannot read, change, move or add another tenant’s rows', async () => {
    const other = theirs.store.merchantId;
    const rows = await inMine((tx) =>
      tx.query('SELECT merchant_id FROM orders WHERE merchant_id = $2 OR merchant_id <> $1', [other]),
    );
    expect(rows).toEqual([]);
    const changed = await inMine((tx) =>
      tx.query("UPDATE orders SET title = 'x' WHERE merchant_id = $2 AND merchant_id <> $1 RETURNING id", [other]),
    );
    expect(changed).toEqual([]);
    await expect(
      inMine((tx) => tx.query('UPDATE orders SET merchant_id = $2 WHERE merchant_id = $1', [other])),
    ).rejects.toThrow(/row-level security/);
    await expect(
      inMine((tx) =>
        tx.query(
          "INSERT INTO order_snapshot (merchant_id, order_id, raw, read_at) SELECT $2, $3, 'x', now() WHERE $1::uuid IS NOT NULL",
          [other, theirs.orderId],
        ),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('cannot write into another provider’s view', async () => {
    const [row] = await product.database.owner.query('SELECT provider_id FROM merchant WHERE id = $1', [
      foreign.store.merchantId,
    ]);
    await expect(
      inMine((tx) => tx.query('UPDATE orders SET provider_id = $2 WHERE merchant_id = $1', [row.provider_id])),
    ).rejects.toThrow(/orders_store_fk/);
  });

  it('fails without a context, and after the transaction that set one', async () => {
    const sources = (
      db() as unknown as { sources: Record<'tenant' | 'provider', { query(sql: string): Promise<unknown> }> }
    ).sources;
    await inMine((tx) => tx.query('SELECT merchant_id FROM orders WHERE merchant_id = $1'));
    for (let i = 0; i < 10; i++) {
      await expect(sources.tenant.query('SELECT count(*) FROM orders')).rejects.toThrow(
        /app\.merchant_id|invalid input syntax for type uuid/,
      );
      await expect(sources.provider.query('SELECT count(*) FROM orders')).rejects.toThrow(
        /app\.provider_id|invalid input syntax for type uuid/,
      );
    }
  });

  it('keeps secrets, sessions and people from the tenant and provider roles', async () => {
    const sources = (
      db() as unknown as { sources: Record<'tenant' | 'provider', { query(sql: string): Promise<unknown> }> }
    ).sources;
    for (const table of [
      'user_session',
      'second_factor',
      'recovery_code',
      'attempt_limit',
      'saved_view',
      'platform_token',
      'authorizer',
      'component_event',
      'component_state',
      'unrouted_push',
    ]) {
      for (const role of ['tenant', 'provider'] as const)
        await expect(sources[role].query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
    const asProvider = <T>(work: (tx: ProviderTx) => Promise<T>) =>
      db().provider(providerContext({ providerId: mine.store.merchantId, merchantIds: 'all', storeIds: 'all' }), work);
    for (const [table, secret] of [
      ['app_user', 'password_hash'],
      ['api_key', 'secret_hash'],
      ['invitation', 'token_hash'],
    ]) {
      const secrets = (owner: string) => `SELECT ${secret} FROM ${table} WHERE ${owner} = $1`;
      await expect(inMine((tx) => tx.query(secrets('merchant_id')))).rejects.toThrow(/permission denied/);
      await expect(asProvider((tx) => tx.query(secrets('provider_id')))).rejects.toThrow(/permission denied/);
    }
    await expect(sources.provider.query('SELECT * FROM store_secret')).rejects.toThrow(/permission denied/);
  });

  it('lets the system role read no order, no receiver and no figure', async () => {
    for (const table of [
      'orders',
      'order_item',
      'order_snapshot',
      'after_sale',
      'metric_day',
      'metric_hour',
      'certificate',
    ]) {
      await expect(db().systemQuery(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
  });
});
