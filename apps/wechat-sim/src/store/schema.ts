import type pg from 'pg';

/** Steps from an empty database to the present; a step is never edited once it is in use. */
const steps: readonly string[] = [
  `
  CREATE TABLE settings (name text PRIMARY KEY, doc json NOT NULL);
  CREATE TABLE counters (name text PRIMARY KEY, used bigint NOT NULL);
  CREATE TABLE shops (appid text PRIMARY KEY, doc json NOT NULL);
  CREATE TABLE products (id bigint PRIMARY KEY, appid text NOT NULL, doc json NOT NULL);
  CREATE TABLE tokens (token text PRIMARY KEY, expires_at bigint NOT NULL, doc json NOT NULL);
  CREATE TABLE orders (
    id bigint PRIMARY KEY, appid text NOT NULL, status int NOT NULL, create_time bigint NOT NULL,
    update_time bigint NOT NULL, gift_id bigint, openid text, counted_at bigint, counted_fen bigint NOT NULL,
    expired_at bigint, expired_fen bigint NOT NULL, due_at bigint, doc json NOT NULL);
  CREATE INDEX orders_by_update ON orders (appid, update_time, id);
  CREATE INDEX orders_by_creation ON orders (appid, create_time, id);
  CREATE INDEX orders_of_gift ON orders (gift_id) WHERE gift_id IS NOT NULL;
  CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE gifts (id bigint PRIMARY KEY, appid text NOT NULL, due_at bigint, doc json NOT NULL);
  CREATE INDEX gifts_due ON gifts (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE after_sales (
    id bigint PRIMARY KEY, appid text NOT NULL, order_id bigint NOT NULL, status text NOT NULL,
    create_time bigint NOT NULL, update_time bigint NOT NULL, refunded_at bigint, refunded_fen bigint NOT NULL,
    due_at bigint, doc json NOT NULL);
  CREATE INDEX after_sales_by_update ON after_sales (appid, update_time, id);
  CREATE INDEX after_sales_by_creation ON after_sales (appid, create_time, id);
  CREATE INDEX after_sales_of_order ON after_sales (order_id);
  CREATE INDEX after_sales_due ON after_sales (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE gift_refunds (
    id bigint PRIMARY KEY, appid text NOT NULL, create_time bigint NOT NULL, due_at bigint, doc json NOT NULL);
  CREATE INDEX gift_refunds_by_creation ON gift_refunds (appid, create_time, id);
  CREATE INDEX gift_refunds_due ON gift_refunds (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE pushes (id bigint PRIMARY KEY, appid text NOT NULL, state text NOT NULL, doc json NOT NULL);
  CREATE INDEX pushes_pending ON pushes (id) WHERE state = 'pending';
  CREATE INDEX pushes_of_shop ON pushes (appid, id);
  `,
];

export async function upgradeSchema(pool: pg.Pool): Promise<void> {
  await pool.query('CREATE TABLE IF NOT EXISTS schema_steps (step int PRIMARY KEY)');
  const { rows } = await pool.query<{ done: number }>('SELECT count(*)::int AS done FROM schema_steps');
  for (let step = rows[0]!.done; step < steps.length; step++) {
    await pool.query(`BEGIN; ${steps[step]}; INSERT INTO schema_steps VALUES (${step}); COMMIT`);
  }
}
