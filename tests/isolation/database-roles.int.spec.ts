import { type ProviderTx, providerContext, type TenantContext, type TenantTx, tenantContext } from '@zhanggui/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../support/caller';
import { type ConnectedStore, Installation } from '../support/installation';
import { Simulator } from '../support/simulator';

interface Tenant {
  readonly store: ConnectedStore;
  readonly orderId: string;
}

let simulator: Simulator;
let product: Installation;
let mine: Tenant;
let theirs: Tenant;
/** A merchant of another service provider. */
let foreign: Tenant;

async function tenant(owner: Caller, name: string): Promise<Tenant> {
  const store = await product.selfRunStore(owner, simulator, name);
  await product.drain();
  await simulator.paidOrder(store.shop.appid);
  await product.settle(simulator);
  const [order] = await product.database.owner.query('SELECT id FROM orders WHERE store_id = $1', [store.id]);
  return { store, orderId: order.id };
}

beforeAll(async () => {
  simulator = await Simulator.start();
  product = await Installation.start({ wechatBaseUrl: simulator.baseUrl });
  const provider = await product.person({ email: 'provider@test.example', role: 'provider_owner' }, 'Provider');
  const otherProvider = await product.person({ email: 'other@test.example', role: 'provider_owner' }, 'Other provider');
  mine = await tenant(provider, 'Mine');
  theirs = await tenant(provider, 'Theirs');
  foreign = await tenant(otherProvider, 'Foreign');
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
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

  it('shows nothing of any table without a context, whatever table there is', async () => {
    const sources = (
      db() as unknown as { sources: Record<'tenant' | 'provider', { query(sql: string): Promise<unknown[]> }> }
    ).sources;
    const tables: { table: string; secured: boolean }[] = await product.database.owner.query(
      `SELECT relname AS table, relrowsecurity AS secured FROM pg_class
       WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> 'schema_migration' ORDER BY relname`,
    );
    expect(tables.length).toBeGreaterThan(30);
    expect(tables.filter(({ secured }) => !secured)).toEqual([]);
    for (const { table } of tables)
      for (const role of ['tenant', 'provider'] as const) {
        const seen = await sources[role].query(`SELECT 1 FROM ${table}`).catch((error: Error) => error.message);
        if (typeof seen === 'string')
          expect(seen, `${role} ${table}`).toMatch(
            /app\.(merchant|provider)_id|invalid input syntax for type uuid|permission denied/,
          );
        else expect(seen, `${role} ${table}`).toEqual([]);
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
      db().provider(providerContext({ providerId: mine.store.merchantId, merchantIds: 'all', stores: 'all' }), work);
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
