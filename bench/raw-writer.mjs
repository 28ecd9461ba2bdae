// A process that writes what the product wrote for some orders once more, for other stores, by plain SQL: the same rows in
// the same transactions by the same roles, and nothing else. Told by its parent what to prepare and when to go.
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { asRole, poolOptions } from './roles.mjs';

const concurrency = 16;
const group = 500;
/** Leases, queueing and traces of calls do not wait for the disk in the product either. */
const withoutWaitingForDisk = "set_config('synchronous_commit', 'off', true)";
const owner = process.env.DATABASE_URL;
const system = new pg.Pool(poolOptions(asRole(owner, 'app_system')));
const tenant = new pg.Pool(poolOptions(asRole(owner, 'app_tenant')));
let prepared = [];

/** Ids as the product makes them: version 7, so that they are written where the newest rows are. */
function newId() {
  const time = Date.now().toString(16).padStart(12, '0');
  const rest = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-8${rest.slice(5, 8)}-${rest.slice(8)}`;
}

/** Rows come and go as PostgreSQL's own texts, so that writing them costs no conversion. */
const asText = { types: { getTypeParser: () => (text) => text } };

async function prepare({ since, stores }) {
  const reader = new pg.Client({ connectionString: owner, ...asText });
  await reader.connect();
  const rows = async (sql, ...params) => (await reader.query(sql, params)).rows;
  const storeIds = Object.keys(stores);
  const orders = await rows(
    'SELECT * FROM orders WHERE store_id = ANY($1::uuid[]) AND created_at >= $2',
    storeIds,
    since,
  );
  const byOrder = async (table) => {
    const found = await rows(
      `SELECT t.* FROM ${table} t JOIN orders o ON o.merchant_id = t.merchant_id AND o.id = t.order_id
       WHERE o.store_id = ANY($1::uuid[]) AND o.created_at >= $2`,
      storeIds,
      since,
    );
    return grouped(found, (row) => row.order_id);
  };
  const [items, snapshots, timeline] = [
    await byOrder('order_item'),
    await byOrder('order_snapshot'),
    await byOrder('order_timeline'),
  ];
  const pushes = grouped(
    await rows('SELECT * FROM inbox WHERE store_id = ANY($1::uuid[]) AND received_at >= $2', storeIds, since),
    (row) => row.order_platform_id,
  );
  const calls = grouped(
    await rows('SELECT * FROM wechat_call WHERE store_id = ANY($1::uuid[]) AND at >= $2', storeIds, since),
    (row) => row.subject_id,
  );
  await reader.end();
  prepared = orders.map((order) => {
    const target = stores[order.store_id];
    const to = { merchant_id: target.merchantId, store_id: target.id, provider_id: order.provider_id };
    const id = newId();
    const own = (row) => ({ ...row, merchant_id: to.merchant_id, id: newId(), order_id: id });
    return {
      to,
      workId: newId(),
      platformId: order.platform_order_id,
      order: { ...order, ...to, id },
      items: (items.get(order.id) ?? []).map(own),
      snapshot: { ...snapshots.get(order.id)[0], merchant_id: to.merchant_id, order_id: id },
      timeline: (timeline.get(order.id) ?? []).map(own),
      facts: JSON.parse(order.facts).map((fact) => ({
        ...to,
        id: newId(),
        hour: fact.hour,
        day: fact.day,
        entry_point: fact.entryPoint,
        is_gift: fact.isGift,
        orders: fact.orders,
        gmv_fen: fact.gmvFen,
        refunds: fact.refunds,
        refund_fen: fact.refundFen,
        expired_gifts: fact.expiredGifts,
        expired_gift_fen: fact.expiredGiftFen,
      })),
      pushes: (pushes.get(order.platform_order_id) ?? []).map((push) => ({
        ...push,
        ...to,
        id: newId(),
        state: 'waiting',
        processed_at: null,
      })),
      calls: (calls.get(order.platform_order_id) ?? []).map((call) => ({ ...call, ...to, id: newId() })),
    };
  });
  return { orders: prepared.length, pushes: prepared.reduce((count, { pushes: of }) => count + of.length, 0) };
}

function grouped(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) {
    const known = groups.get(keyOf(row));
    if (known) known.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** INSERT of rows that all have the columns of the first. */
function insert(table, rows) {
  const columns = Object.keys(rows[0]);
  let next = 0;
  const values = rows.map(() => `(${columns.map(() => `$${++next}`).join(', ')})`);
  return [
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values.join(', ')}`,
    rows.flatMap((row) => columns.map((column) => row[column])),
  ];
}

async function eachOf(list, work) {
  let next = 0;
  const lane = async () => {
    while (next < list.length) await work(list[next++]);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

/** The push and the work that it asks for: one statement, as the callback's. */
async function receive({ workId, platformId, pushes }) {
  for (const push of pushes) {
    const [sql, params] = insert('inbox', [push]);
    const n = params.length;
    await system.query(
      `WITH push AS (${sql} ON CONFLICT (merchant_id, store_id, event_key) DO NOTHING RETURNING merchant_id, provider_id, store_id)
       INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, created_at)
       SELECT merchant_id, $${n + 1}::uuid, provider_id, store_id, 'live', 'order.read', $${n + 2}, 1, $${n + 3}::timestamptz, 0, $${n + 3}::timestamptz FROM push
       ON CONFLICT (merchant_id, store_id, topic, subject) DO UPDATE SET wanted = work.wanted + 1`,
      [...params, workId, platformId, new Date()],
    );
  }
}

async function queue(orders) {
  await system.query(
    `UPDATE work w SET enqueued_at = $3 FROM unnest($1::uuid[], $2::uuid[]) AS t(merchant_id, id)
     WHERE w.merchant_id = t.merchant_id AND w.id = t.id AND w.enqueued_at IS NULL RETURNING ${withoutWaitingForDisk}`,
    [orders.map(({ to }) => to.merchant_id), orders.map(({ workId }) => workId), new Date()],
  );
}

/** Takes the work, and writes the order with all that belongs to it in one transaction. */
async function apply({ to, workId, platformId, order, items, snapshot, timeline, facts }) {
  const lease = randomUUID();
  await system.query(
    `UPDATE work SET lease_token = $3, lease_until = $4, attempts = attempts + 1 WHERE merchant_id = $1 AND id = $2 RETURNING wanted, ${withoutWaitingForDisk}`,
    [to.merchant_id, workId, lease, new Date(Date.now() + 120_000)],
  );
  const client = await tenant.connect();
  try {
    await client.query('START TRANSACTION');
    await client.query(`SET LOCAL app.merchant_id = '${to.merchant_id}'`);
    await client.query(...insert('orders', [order]));
    await client.query(...insert('order_item', items));
    await client.query(...insert('order_snapshot', [snapshot]));
    await client.query(...insert('order_timeline', timeline));
    if (facts.length > 0) await client.query(...insert('metric_delta', facts));
    await client.query(
      "UPDATE inbox SET state = 'done', processed_at = $4 WHERE merchant_id = $1 AND store_id = $2 AND subject_id = $3 AND order_platform_id = $3",
      [to.merchant_id, to.store_id, platformId, new Date()],
    );
    await client.query('DELETE FROM work WHERE merchant_id = $1 AND id = $2 AND lease_token = $3', [
      to.merchant_id,
      workId,
      lease,
    ]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function go() {
  const started = process.hrtime.bigint();
  for (let from = 0; from < prepared.length; from += group) {
    const orders = prepared.slice(from, from + group);
    await eachOf(orders, receive);
    await queue(orders);
    await eachOf(orders, apply);
    const calls = orders.flatMap((order) => order.calls);
    for (let at = 0; at < calls.length; at += 200) {
      const [sql, params] = insert('wechat_call', calls.slice(at, at + 200));
      await system.query(`${sql} RETURNING ${withoutWaitingForDisk}`, params);
    }
  }
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

process.on('message', async ({ task, ...input }) => {
  try {
    process.send({ ok: await { prepare, go }[task](input) });
  } catch (error) {
    process.send({ error: error.stack });
  }
});
