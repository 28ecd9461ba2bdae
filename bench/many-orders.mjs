// Bulk-made rows: a provider's stores and their orders, spread as they are in life: a few stores sell much, most little.

export const shape = { merchants: 200, storesPerMerchant: 5, days: 90 };

/** Shares of the states, in percent. */
const statuses = [
  ['pending_payment', 10, 1],
  ['to_ship', 20, 15],
  ['partly_shipped', 21, 1],
  ['shipped', 30, 14],
  ['completed', 100, 60],
  ['cancelled_unpaid', 250, 6],
  ['cancelled_refunded', 200, 3],
];

/** Merchants and stores of the provider. The first merchant has the five largest stores. */
export async function fillStores(client, providerId) {
  const { merchants, storesPerMerchant } = shape;
  await client.query(
    `INSERT INTO merchant (id, provider_id, name, created_at)
     SELECT uuidv7(), $1, 'Merchant ' || to_char(m, 'FM0000'), now() FROM generate_series(1, $2::int) AS m`,
    [providerId, merchants],
  );
  await client.query(
    `INSERT INTO store (merchant_id, id, provider_id, name, app_id, mode, state, time_zone, permission_sets, created_at, updated_at)
     SELECT m.id, uuidv7(), m.provider_id, m.name || ' store ' || s, 'wxbulk' || right(m.name, 4) || s, 'provider', 'connected', 'Asia/Shanghai', '{131}', now(), now()
     FROM merchant m, generate_series(1, $2::int) AS s WHERE m.provider_id = $1`,
    [providerId, storesPerMerchant],
  );
}

/** Orders over all stores: the nth store in the order of names has a share of 1/n. */
export async function fillOrders(client, count) {
  // Rows first, indexes after them: many times faster, and the same in the end.
  const { rows: indexes } = await client.query(
    `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'orders'
     AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = 'orders'::regclass)`,
  );
  for (const { indexname } of indexes) await client.query(`DROP INDEX ${indexname}`);
  await client.query("SET maintenance_work_mem = '256MB'");
  await client.query("SET session_replication_role = 'replica'");
  await client.query('SELECT setseed(0.5)');
  await client.query(`CREATE TEMP TABLE slot AS
    WITH ranked AS (SELECT merchant_id, id, provider_id, row_number() OVER (ORDER BY app_id) AS n FROM store),
    shares AS (SELECT *, (100000 * sum(1.0 / n) OVER (ORDER BY n) / sum(1.0 / n) OVER ())::int AS upto FROM ranked),
    ranges AS (SELECT *, coalesce(lag(upto) OVER (ORDER BY n), 0) AS first FROM shares)
    SELECT slot, merchant_id, id AS store_id, provider_id FROM ranges, generate_series(first, upto - 1) AS slot`);
  await client.query('ANALYZE slot');
  let from = 0;
  const bands = statuses.map(([status, platform, share]) => {
    const band = `(${from}, ${from + share}, '${status}', ${platform})`;
    from += share;
    return band;
  });
  await client.query(
    `INSERT INTO orders (merchant_id, id, provider_id, store_id, platform_order_id, status, platform_status, created_at, updated_at, paid_at, read_at, ship_by,
       paid_fen, receivable_fen, refunded_fen, product_fen, freight_fen, original_fen, discounts, payment_method, transaction_id, is_gift, is_free,
       payer_openid, recipient_openid, entry_point, scene, sources, receiver_masked, receiver_sealed, customer_note, title, item_count, open_after_sales, facts, version)
     SELECT o.merchant_id, uuidv7(o.created_at - now()), o.provider_id, o.store_id, (3731000000000000000 + g)::text, b.status, b.platform, o.created_at, o.created_at,
       CASE WHEN b.platform NOT IN (10, 250) THEN o.created_at END, o.created_at, CASE WHEN b.platform = 20 THEN o.created_at + interval '2 days' END,
       o.fen, o.fen, CASE WHEN b.platform = 200 THEN o.fen ELSE 0 END, o.fen, 0, o.fen, '[]', 1, md5(g::text), g % 12 = 0, false,
       'o' || md5((g % 5000)::text), 'o' || md5((g % 5000)::text), (ARRAY['live', 'video', 'search', 'share', 'shop'])[1 + g % 5], 1, '[]',
       '{"name": "王**", "tel": "138****0000", "province": "广东省", "city": "深圳市", "county": "南山区"}', repeat(md5(g::text), 8), CASE WHEN g % 9 = 0 THEN '请尽快发货' END,
       '云南古树普洱茶 357克 礼盒装', 1 + g % 3, CASE WHEN g % 40 = 0 THEN 1 ELSE 0 END,
       jsonb_build_array(jsonb_build_object('day', o.created_at::date, 'hour', date_trunc('hour', o.created_at), 'isGift', false, 'orders', 1, 'gmvFen', o.fen, 'refunds', 0,
         'refundFen', 0, 'entryPoint', 'live', 'expiredGifts', 0, 'expiredGiftFen', 0)), 3
     FROM (SELECT g, s.merchant_id, s.store_id, s.provider_id, now() - r.age * interval '${shape.days} days' AS created_at, r.fen, r.state
           FROM (SELECT g, (random() * 99999)::int AS slot, random() AS age, (1000 + random() * 90000)::bigint AS fen, random() * 100 AS state
                 FROM generate_series(1, $1::int) AS g) AS r JOIN slot s USING (slot)) AS o
     JOIN (VALUES ${bands.join(', ')}) AS b(lo, hi, status, platform) ON o.state >= b.lo AND o.state < b.hi`,
    [count],
  );
  for (const { indexdef } of indexes) await client.query(indexdef);
  await client.query('DROP TABLE slot');
  await client.query("SET session_replication_role = 'origin'");
  await client.query('VACUUM ANALYZE');
}
