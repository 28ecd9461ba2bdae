import { newId, tenantContext } from '@zhanggui/platform';
import { createTestDatabase, type TestDatabase } from '@zhanggui/testing';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test?.drop());

const context = tenantContext({ merchantId: newId(), providerId: newId(), storeIds: 'all' });
const read = 'SELECT pg_backend_pid() AS pid, merchant_id FROM (SELECT $1::uuid AS merchant_id) AS mine';

/** PostgreSQL ends a connection of ours, as when it restarts. */
async function end(pid: number): Promise<void> {
  await test.owner.query('SELECT pg_terminate_backend($1)', [pid]);
  for (let open = 1; open > 0; )
    open = Number((await test.owner.query('SELECT count(*) AS n FROM pg_stat_activity WHERE pid = $1', [pid]))[0].n);
}

it('the loss of a connection within a transaction fails the transaction, and the next one has another', async () => {
  const transaction = test.db.tenant(context, async (tx) => {
    const [row] = await tx.query<{ pid: number }>(read);
    await end(row!.pid);
    await tx.query(read);
  });
  await expect(transaction).rejects.toThrow();
  expect(await test.db.tenant(context, (tx) => tx.query(read))).toHaveLength(1);
});

// Unheard, it would be an error that nobody caught, and end the process.
it.each(['tenant', 'provider', 'system'])(
  'the loss of a connection of %s that is taken and asks nothing is heard',
  async (role) => {
    const { sources } = test.db as unknown as { sources: Record<string, DataSource> };
    const pool = (sources[role]!.driver as unknown as { master: Pool }).master;
    const client = await pool.connect();
    await end((await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid);
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
  },
);
