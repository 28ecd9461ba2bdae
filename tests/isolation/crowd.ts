import { auditActions, orderStatuses } from '@zhanggui/contracts';
import { newId } from '@zhanggui/platform';
import { type Side, word } from './words';

type Query = (sql: string, params?: unknown[]) => Promise<Record<string, string>[]>;

/** Digits that stand in the platform's ids of this side's crowd, and nowhere else. */
export const markOf: Record<'A2' | 'B1', string> = { A2: '399920002', B1: '399930003' };
const markOfSecond = '399910001';

interface Twin {
  readonly side: 'A2' | 'B1';
  readonly merchantId: string;
  readonly storeId: string;
  /** An order of A1, under whose id the twin has one too. */
  readonly platformOrderId: string;
  /** A push under an id that A1 has too. */
  readonly pushId: string;
  /** The id for a push that only the twin has, in a store whose id A1 has too. */
  readonly ownPushId: string;
  /** How large its figures are. */
  readonly figure: number;
}

/**
 * What another merchant's twin of A1's store has besides: something in every state, on every day and in every hour that a
 * statement can ask for, so that one which forgets its merchant finds more than it should.
 */
export async function addCrowd(query: Query, twin: Twin): Promise<void> {
  const { side, merchantId, storeId, figure } = twin;
  await orders(query, { merchantId, storeId, mark: markOf[side] });
  const of = 'merchant_id = $1 AND store_id = $2';
  const ours = [merchantId, storeId];
  await figures(query, twin);
  // The worst in every order by what is wrong, and neither the state nor the zone of A1's.
  await query("UPDATE store SET state = $3, time_zone = 'Asia/Kathmandu' WHERE merchant_id = $1 AND id = $2", [
    ...ours,
    side === 'A2' ? 'failing' : 'connected',
  ]);
  await query(`UPDATE backfill SET state = 'done' WHERE ${of}`, ours);
  await query(
    `INSERT INTO backfill SELECT (jsonb_populate_record(NULL::backfill, to_jsonb(b) || jsonb_build_object('id', gen_random_uuid(), 'state', 'running',
       'started_at', b.started_at - interval '1 day'))).* FROM (SELECT * FROM backfill WHERE ${of} LIMIT 1) AS b`,
    ours,
  );
  // Orders under the ids of A1's whose share of the figures and whose items are others.
  await query(`UPDATE orders SET facts = '[]' WHERE ${of} AND platform_order_id NOT LIKE $3`, [
    ...ours,
    `${markOf[side]}%`,
  ]);
  await query(
    `INSERT INTO order_item SELECT (jsonb_populate_record(NULL::order_item, to_jsonb(i) || jsonb_build_object('id', gen_random_uuid(), 'line_key', 'another'))).*
     FROM (SELECT DISTINCT ON (i.order_id) i.* FROM order_item i JOIN orders o ON o.merchant_id = i.merchant_id AND o.id = i.order_id
       WHERE i.merchant_id = $1 AND o.store_id = $2) AS i`,
    ours,
  );
  await query(
    `UPDATE certificate SET state = 'different', checked_at = checked_at - interval '9 days' WHERE ${of}`,
    ours,
  );
  // Earlier than A1's, which was polled until now: what is asked of the platform would begin before it.
  await query(`UPDATE store_sync SET polled_until = polled_until - interval '1 day' WHERE ${of}`, ours);
  await query(`UPDATE work SET error_code = 'unauthorized' WHERE ${of} AND parked_at IS NOT NULL`, ours);
  await query(`UPDATE inbox SET state = 'waiting' WHERE ${of} AND state = 'done'`, ours);
  await query(`UPDATE inbox SET body = $3 WHERE ${of} AND id = $4`, [
    ...ours,
    JSON.stringify({
      ToUserName: word(side, 'first'),
      MsgType: 'event',
      Event: 'channels_ec_order_pay',
      CreateTime: 1,
      order_info: { order_id: `${markOf[side]}0001` },
    }),
    twin.pushId,
  ]);
  await query(
    `INSERT INTO inbox SELECT (jsonb_populate_record(NULL::inbox, to_jsonb(i) || jsonb_build_object('id', $4::text, 'event_key', $4::text))).*
     FROM inbox i WHERE ${of} AND id = $3`,
    [...ours, twin.pushId, twin.ownPushId],
  );
  for (const table of ['after_sale', 'refund_decision'])
    await query(`UPDATE ${table} SET amount_fen = $3 WHERE ${of}`, [...ours, figure]);
  await query(
    `INSERT INTO after_sale SELECT (jsonb_populate_record(NULL::after_sale, to_jsonb(a) || jsonb_build_object('id', gen_random_uuid(), 'platform_order_id', $3::text,
       'platform_after_sale_id', $4::text))).* FROM (SELECT * FROM after_sale WHERE ${of} AND kind = 'after_sale' LIMIT 1) AS a`,
    [...ours, twin.platformOrderId, `${markOf[side]}0002`],
  );
  // Neither before nor after A1's by chance: what is newest is theirs, but for pushes, which are looked for by the time of their work.
  const times = await query(
    `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
     JOIN information_schema.columns m ON m.table_schema = c.table_schema AND m.table_name = c.table_name AND m.column_name = 'merchant_id'
     WHERE c.table_schema = 'public' AND c.data_type = 'timestamp with time zone' AND c.table_name <> 'merchant' AND c.table_name NOT LIKE 'metric%'
     ORDER BY 1, 2`,
  );
  const later = side === 'A2' ? 1 : 2;
  for (const { table, column } of times)
    await query(
      `UPDATE ${table} SET ${column} = ${column} ${table === 'inbox' ? '-' : '+'} $2 * interval '1 second' WHERE merchant_id = $1`,
      [merchantId, later],
    );
}

/**
 * What A1's second store has besides, for readers who are narrowed to the first: orders in every state, figures in every
 * hour, and an entry of the log by and about those whom the trials ask for.
 */
export async function addToSecond(
  query: Query,
  {
    merchantId,
    storeId,
    clerk,
    supportId,
  }: {
    readonly merchantId: string;
    readonly storeId: string;
    /** Somebody of A1 whose acts trials ask for. */
    readonly clerk: string;
    /** Support access to A1. */
    readonly supportId: string;
  },
): Promise<void> {
  await orders(query, { merchantId, storeId, mark: markOfSecond });
  await figures(query, { merchantId, storeId, figure: 7 });
  const said = { note: word('A1', 'second') };
  await query(
    `INSERT INTO merchant_audit SELECT (jsonb_populate_record(NULL::merchant_audit, to_jsonb(m) || $2::jsonb)).*
     FROM (SELECT * FROM merchant_audit WHERE merchant_id = $1 ORDER BY seq LIMIT 1) AS m`,
    [
      merchantId,
      {
        id: newId(),
        seq: 1_000_000,
        store_id: storeId,
        action: auditActions[0],
        actor_id: clerk,
        subject_id: clerk,
        support_access_id: supportId,
        before: said,
        after: said,
      },
    ],
  );
}

/** Figures of the days around now, each with an hour that has passed wherever one asks. */
async function figures(
  query: Query,
  { merchantId, storeId, figure }: Pick<Twin, 'merchantId' | 'storeId' | 'figure'>,
): Promise<void> {
  const add = (columns: string, values: string, table: string) =>
    query(
      `INSERT INTO ${table} (merchant_id, store_id, provider_id, day, entry_point, is_gift, orders, gmv_fen, refunds, refund_fen, expired_gifts, expired_gift_fen${columns})
       SELECT m.merchant_id, m.store_id, m.provider_id, d::date, m.entry_point, m.is_gift, $3, $3, $3, $3, $3, $3${values}
       FROM (SELECT * FROM metric_day WHERE merchant_id = $1 AND store_id = $2 LIMIT 1) AS m, generate_series(now() - interval '70 days', now() + interval '2 days', interval '1 day') AS d
       ON CONFLICT DO NOTHING`,
      [merchantId, storeId, figure],
    );
  const hour = ", date_trunc('hour', now()) - interval '72 hours'";
  await add('', '', 'metric_day');
  await add(', hour', hour, 'metric_hour');
  await add(', id, hour', `, gen_random_uuid()${hour}`, 'metric_delta');
}

async function orders(
  query: Query,
  { merchantId, storeId, mark }: { merchantId: string; storeId: string; mark: string },
): Promise<void> {
  for (const [at, status] of [...orderStatuses, ...orderStatuses].entries())
    await query(
      `INSERT INTO orders SELECT (jsonb_populate_record(NULL::orders, to_jsonb(o) || $3::jsonb)).*
       FROM (SELECT * FROM orders WHERE merchant_id = $1 AND store_id = $2 ORDER BY id LIMIT 1) AS o`,
      [
        merchantId,
        storeId,
        {
          id: newId(),
          platform_order_id: `${mark}${1000 + at}`,
          status,
          // Today for whoever asks, in A1's zone.
          updated_at: `${new Date().toISOString().slice(0, 10)}T05:00:00Z`,
          ship_by: '2020-01-01T00:00:00Z',
          open_after_sales: 1,
          refunded_fen: 1,
        },
      ],
    );
}

/**
 * Rows of others that name A's and A1's people and roles, or are named by them. The product makes none; a statement that
 * asks by the name alone finds them. @returns views that others have under a person's id, by `side person`
 */
export async function addStrays(
  query: Query,
  ids: {
    readonly providers: Record<'A' | 'B', string>;
    readonly merchants: Record<'A1' | 'A2' | 'B1', string>;
    readonly roles: Record<Side, string>;
    /** Somebody of A1 whose grants trials change. */
    readonly clerk: string;
    /** Somebody of B and of A2. */
    readonly foreign: Record<'A' | 'A1', string>;
    /** People of A and of A1 who have views. */
    readonly owners: readonly string[];
  },
): Promise<Map<string, string>> {
  const { providers, merchants, roles } = ids;
  const sideOf: Record<Side, [providerId: string, merchantId: string | null]> = {
    A: [providers.A, null],
    A1: [providers.A, merchants.A1],
    A2: [providers.A, merchants.A2],
    B: [providers.B, null],
    B1: [providers.B, merchants.B1],
  };
  const person = async (side: Side, tag: string, roleId: string) => {
    const id = newId();
    await query(
      `INSERT INTO app_user (id, provider_id, merchant_id, email, name, password_hash, role, role_id, scope, locale, created_at)
       VALUES ($1, $2, $3, $4, $5, 'none', $6, $7, 'selected', 'zh-CN', now())`,
      [
        id,
        ...sideOf[side],
        `${word(side, 'people')}.${tag}@test.example`,
        word(side, 'people'),
        sideOf[side][1] ? 'merchant_own' : 'provider_own',
        roleId,
      ],
    );
    return id;
  };
  const scope = (userId: string, side: 'A1' | 'A2' | 'B1') =>
    query('INSERT INTO user_scope (provider_id, merchant_id, user_id) VALUES ($1, $2, $3)', [...sideOf[side], userId]);
  // People of others who hold A's and A1's roles, and A's and A1's who hold those of others.
  for (const side of ['A2', 'B1'] as const) await person(side, 'stray', roles.A1);
  await person('B', 'stray', roles.A);
  for (const side of ['A', 'A1'] as const) {
    const id = await person(side, 'stray', roles.B);
    await scope(id, 'A1');
    await scope(id, side === 'A' ? 'B1' : 'A2');
    await query(
      `INSERT INTO api_key (id, provider_id, merchant_id, user_id, name, secret_hash, permissions, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, 'none', '{}', now(), now())`,
      [newId(), ...sideOf[side], ids.foreign[side], word(side, 'people')],
    );
  }
  await scope(ids.clerk, 'B1');
  // Others' roles under the name that trials give to their own, and their views under A's and A1's people.
  for (const side of ['A2', 'B', 'B1'] as const)
    await query(
      `INSERT INTO own_role (id, provider_id, merchant_id, name, permissions, created_at, updated_at) VALUES ($1, $2, $3, 'A name', '{}', now(), now())`,
      [newId(), ...sideOf[side]],
    );
  const views = new Map<string, string>();
  for (const owner of ids.owners)
    for (const side of ['A2', 'B', 'B1'] as const) {
      const id = newId();
      views.set(`${side} ${owner}`, id);
      await query(
        `INSERT INTO saved_view (id, provider_id, merchant_id, user_id, page, name, query, columns, shared, position, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 'orders', $5, $6, $7, true, 77, now(), now())`,
        [
          id,
          ...sideOf[side],
          owner,
          word(side, 'views'),
          JSON.stringify({ note: word(side, 'views') }),
          [word(side, 'views')],
        ],
      );
    }
  return views;
}
