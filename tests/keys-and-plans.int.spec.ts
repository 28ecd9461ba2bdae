import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { SecretBox, type TenantContext, tenantContext } from '@zhanggui/platform';
import { secretContext } from '@zhanggui/stores';
import { createTestDatabase, type TestDatabase } from '@zhanggui/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
let test: TestDatabase;
let context: TenantContext;
let storeId: string;
let providerId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  const one = async (sql: string, params: unknown[] = []) => (await test.owner.query(sql, params))[0];
  providerId = (await one("INSERT INTO service_provider VALUES (uuidv7(), 'P', now()) RETURNING id")).id;
  // Twenty merchants with ten stores each; one store has most of the orders.
  await test.owner.query(`INSERT INTO merchant SELECT uuidv7(), $1, 'M' || n, now() FROM generate_series(1, 20) AS n`, [
    providerId,
  ]);
  await test.owner.query(
    `INSERT INTO store (merchant_id, id, provider_id, name, app_id, mode, state, time_zone, permission_sets, created_at, updated_at)
     SELECT m.id, uuidv7(), m.provider_id, 'S' || n, m.name || n, 'self_run', 'connected', 'Asia/Shanghai', '{}', now(), now()
     FROM merchant m, generate_series(1, 10) AS n`,
  );
  await test.owner.query(
    `INSERT INTO orders (merchant_id, id, provider_id, store_id, platform_order_id, status, platform_status, created_at, updated_at, read_at, paid_fen,
       receivable_fen, refunded_fen, product_fen, freight_fen, original_fen, discounts, is_gift, is_free, entry_point, sources, title, item_count,
       open_after_sales, facts, version, paid_at)
     SELECT s.merchant_id, uuidv7(), s.provider_id, s.id, s.app_id || '-' || n, (ARRAY['to_ship', 'completed', 'completed', 'shipped'])[1 + n % 4], 20,
       now() - n * interval '1 minute', now(), now(), 1, 1, CASE n % 20 WHEN 0 THEN 1 ELSE 0 END, 1, 0, 1, '{}', false, false, 'live', '[]', 'T', 1, 0, '[]', 1, now() - n * interval '1 minute'
     FROM store s, generate_series(1, CASE s.app_id WHEN 'M71' THEN 30000 ELSE 100 END) AS n`,
  );
  await test.owner.query('VACUUM ANALYZE orders');
  const store = await one("SELECT merchant_id, id FROM store WHERE app_id = 'M71'");
  storeId = store.id;
  context = tenantContext({ merchantId: store.merchant_id, providerId, storeIds: 'all' });
});
afterAll(() => test.drop());

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Plan[];
}
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
const shape = (rows: { 'QUERY PLAN': [{ Plan: Plan }] }[]) => nodes(rows[0]!['QUERY PLAN'][0].Plan);

describe('the lists under row security', () => {
  const list = (where: string) =>
    `EXPLAIN (FORMAT JSON) SELECT id FROM orders WHERE ${where} ORDER BY created_at DESC, id DESC LIMIT 51`;
  it.each([
    ['one store and state', 'merchant_id = $1 AND store_id = $2 AND status = $3', 'orders_store_status_idx', 2],
    ['one store', 'merchant_id = $1 AND store_id = $2', 'orders_store_idx', 1],
    ['one state of a merchant', 'merchant_id = $1 AND status = $2', 'orders_status_idx', 0],
    ['a merchant', 'merchant_id = $1', 'orders_merchant_idx', -1],
  ])('read %s in the order of an index, without sorting', async (_, where, index, params) => {
    const values = params === 2 ? [storeId, 'to_ship'] : params === 1 ? [storeId] : params === 0 ? ['to_ship'] : [];
    const plan = shape(await test.db.tenant(context, (tx) => tx.query(list(where), values)));
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toEqual([index]);
    expect(plan.map((node) => node['Node Type'])).not.toContain('Sort');
  });

  it.each([
    ['a state', 'provider_id = $1 AND status = $2', 'orders_provider_status_idx'],
    ['everything', 'provider_id = $1', 'orders_provider_idx'],
  ])('read %s of a provider in the order of an index', async (_, where, index) => {
    const values = where.includes('$2') ? ['to_ship'] : [];
    const provider = { kind: 'provider', providerId, merchantIds: 'all', stores: 'all' } as const;
    const plan = shape(await test.db.provider(provider, (tx) => tx.query(list(where), values)));
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toEqual([index]);
    expect(plan.map((node) => node['Node Type'])).not.toContain('Sort');
  });
});

describe('filters on the time of payment and on refunds', () => {
  const early = "now() - interval '29990 minutes'";
  it.each([
    ['one store of many', 'merchant_id = $1 AND store_id = $2', [() => storeId], 'orders_store_paid_idx'],
    ['a merchant', 'merchant_id = $1', [], 'orders_paid_idx'],
  ] as const)('read %s by an index of payments', async (_, where, params, index) => {
    const sql = `EXPLAIN (FORMAT JSON) SELECT id FROM orders WHERE ${where} AND paid_at < ${early} ORDER BY created_at DESC, id DESC LIMIT 51`;
    const values = params.map((value) => value());
    const plan = shape(await test.db.tenant(context, (tx) => tx.query(sql, values)));
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toEqual([index]);
  });

  it('read all of a provider by an index of payments', async () => {
    const provider = { kind: 'provider', providerId, merchantIds: 'all', stores: 'all' } as const;
    const sql = `EXPLAIN (FORMAT JSON) SELECT id FROM orders WHERE provider_id = $1 AND paid_at < ${early} ORDER BY created_at DESC, id DESC LIMIT 51`;
    const plan = shape(await test.db.provider(provider, (tx) => tx.query(sql)));
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toEqual(['orders_provider_paid_idx']);
  });

  it('read what went back in the order of an index that holds nothing else', async () => {
    const sql =
      'EXPLAIN (FORMAT JSON) SELECT id FROM orders WHERE merchant_id = $1 AND refunded_fen > 0 ORDER BY created_at DESC, id DESC LIMIT 51';
    const plan = shape(await test.db.tenant(context, (tx) => tx.query(sql)));
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toEqual(['orders_refunded_idx']);
    expect(plan.map((node) => node['Node Type'])).not.toContain('Sort');
  });
});

describe('keys', () => {
  it('are rotated by one command; afterwards the former key opens nothing and is not needed', async () => {
    const former = { id: 'k1', key: randomBytes(32) };
    const current = { id: 'k2', key: randomBytes(32) };
    const before = new SecretBox([former]);
    const seal = (field: string) => before.seal(`the ${field}`, secretContext(storeId, field));
    await test.owner.query(
      'INSERT INTO store_secret (merchant_id, store_id, secret_sealed, token_sealed, aes_key_sealed, updated_at) VALUES ($1, $2, $3, $4, $5, now())',
      [context.merchantId, storeId, seal('secret'), seal('token'), seal('aes_key')],
    );
    const output = execFileSync(process.execPath, ['dist/apps/api/rotate-keys.js'], {
      cwd: root,
      env: {
        ...process.env,
        DATABASE_URL: test.ownerUrl,
        REDIS_URL: 'redis://localhost',
        ENCRYPTION_KEYS: [current, former].map(({ id, key }) => `${id}:${key.toString('base64')}`).join(','),
      },
    }).toString();
    expect(output).toBe('3 values are sealed and 0 certificates signed with the key "k2" now\n');
    const [row] = await test.owner.query('SELECT * FROM store_secret WHERE store_id = $1', [storeId]);
    const after = new SecretBox([current]);
    for (const field of ['secret', 'token', 'aes_key'])
      expect(after.open(row[`${field}_sealed`], secretContext(storeId, field))).toBe(`the ${field}`);
  });
});
