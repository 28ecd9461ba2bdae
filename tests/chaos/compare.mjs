// Holds what the product has against the platform's own bookkeeping. Every function answers the differences, as sentences.

const pageSize = 200;

/** Every order of a shop as the platform has it. */
async function platformOrders(simulator, appid) {
  const all = [];
  for (let before; ; ) {
    const page = before ? `&before=${before}` : '';
    const { orders, next } = await simulator('GET', `/sim/api/shops/${appid}/orders?limit=${pageSize}${page}`);
    all.push(...orders);
    if (!next) return all;
    before = next;
  }
}

function differences(what, expected, held) {
  const found = [];
  for (const [id, value] of expected) {
    if (held.get(id) !== value) found.push(`${what} ${id}: ${held.get(id) ?? 'missing'} instead of ${value}`);
  }
  for (const id of held.keys()) if (!expected.has(id)) found.push(`${what} ${id}: unknown to the platform`);
  return found;
}

const isGift = ({ kind }) => kind === 'gift' || kind === 'group-gift' || kind === 'free-gift';

/** Orders, the acceptance of gifts, after-sales and the days' figures of one store. */
async function compareStore({ simulator, query }, store) {
  const orders = await platformOrders(simulator, store.appid);
  const rows = await query(
    `SELECT platform_order_id AS id, platform_status, paid_fen::text AS paid, claimed_at IS NOT NULL AS claimed, paid_at, is_free
     FROM orders WHERE store_id = $1`,
    [store.id],
  );
  const gifts = new Set(orders.filter(isGift).map(({ id }) => id));
  const counted = ({ paid, paid_at: paidAt, is_free: isFree }) => (paidAt && !isFree ? paid : '0');
  const text = (status, paid, claimed) =>
    `status ${status}, paid ${paid}${claimed === undefined ? '' : claimed ? ', accepted' : ', not accepted'}`;
  const expected = new Map(
    orders.map((order) => [
      order.id,
      text(order.status, order.paidFen, isGift(order) ? order.openid !== null : undefined),
    ]),
  );
  const held = new Map(
    rows.map((row) => [row.id, text(row.platform_status, counted(row), gifts.has(row.id) ? row.claimed : undefined)]),
  );
  const afterSales = await query(
    "SELECT platform_after_sale_id AS id, platform_status AS status, amount_fen::text AS amount FROM after_sale WHERE store_id = $1 AND kind = 'after_sale'",
    [store.id],
  );
  const asText = (status, amount) => `${status} of ${amount}`;
  const expectedAfterSales = orders
    .flatMap((order) => order.afterSales)
    .map(({ id, status, amountFen }) => [id, asText(status, amountFen)]);
  return [
    ...differences('order', expected, held),
    ...differences(
      'after-sale',
      new Map(expectedAfterSales),
      new Map(afterSales.map(({ id, status, amount }) => [id, asText(status, amount)])),
    ),
    ...(await compareFigures({ simulator, query }, store)),
  ];
}

const measures = ['orders', 'gmv_fen', 'refund_fen', 'expired_gift_fen'];
const dayText = (day) => measures.map((measure) => `${measure} ${day[measure]}`).join(', ');

async function compareFigures({ simulator, query }, store) {
  const { days } = await simulator('GET', `/sim/api/figures?appid=${store.appid}&from=2000-01-01&to=2100-01-01`);
  const expected = new Map(
    Object.entries(days).map(([day, of]) => [
      day,
      dayText({
        orders: of.ordersPaid,
        gmv_fen: of.gmvFen,
        refund_fen: of.refundFen,
        expired_gift_fen: of.expiredGiftFen,
      }),
    ]),
  );
  const sums = measures.map((measure) => `sum(${measure})::text AS ${measure}`).join(', ');
  const columns = `day, ${measures.join(', ')}`;
  const something = measures.map((measure) => `sum(${measure}) <> 0`).join(' OR ');
  const byDay = (rows) => new Map(rows.map((row) => [row.day, dayText(row)]));
  const tables = (name) =>
    query(
      `SELECT day::text AS day, ${sums} FROM (SELECT ${columns} FROM ${name} WHERE store_id = $1
         UNION ALL SELECT ${columns} FROM metric_delta WHERE store_id = $1) AS t GROUP BY day HAVING ${something}`,
      [store.id],
    );
  // Each order carries its whole share: added up anew it must be what was folded difference by difference.
  const facts = await query(
    `SELECT day, ${sums} FROM orders, jsonb_to_recordset(facts) AS f(day text, orders bigint, "gmvFen" bigint, "refundFen" bigint, "expiredGiftFen" bigint),
       LATERAL (SELECT "gmvFen" AS gmv_fen, "refundFen" AS refund_fen, "expiredGiftFen" AS expired_gift_fen) AS m
     WHERE store_id = $1 GROUP BY day HAVING ${something}`,
    [store.id],
  );
  return [
    ...differences('figures of', expected, byDay(await tables('metric_day'))),
    ...differences('figures by the hour of', expected, byDay(await tables('metric_hour'))),
    ...differences('figures computed anew of', expected, byDay(facts)),
  ];
}

/** Work, pushes and effects that should not be there. */
async function compareWork({ query, api, storeOf }, stores) {
  const rows = async (what, sql) => (await query(sql)).map((row) => `${what}: ${JSON.stringify(row)}`);
  const found = [
    ...(await rows('parked', 'SELECT topic, subject, error_code, error_detail FROM work WHERE parked_at IS NOT NULL')),
    ...(await rows(
      'not done',
      "SELECT topic, subject, attempts, error_code, available_at, lease_until, enqueued_at FROM work WHERE parked_at IS NULL AND topic <> 'store.poll'",
    )),
    ...(await rows('push without effect', "SELECT event, subject_id FROM inbox WHERE state = 'waiting'")),
    ...(await rows('authorisation event', 'SELECT info_type, problem FROM component_event WHERE processed_at IS NULL')),
    ...(await rows(
      'twice in a timeline',
      'SELECT order_id, kind, at, detail FROM order_timeline GROUP BY 1, 2, 3, 4 HAVING count(*) > 1',
    )),
  ];
  for (const store of stores) {
    const { state, problem } = await storeOf(store);
    if (state !== 'connected' || problem) found.push(`store ${store.appid} is ${state}: ${problem?.en}`);
  }
  const { queues } = await api('GET', '/api/v1/work');
  for (const { name, parked } of queues) if (parked > 0) found.push(`${parked} parked in the queue ${name}`);
  return found;
}

/** `refund_reason` of the platform for money that went because an API call said so. */
const byCall = 3;

/** Decisions to refund: each is at its end, and the platform paid because of a call exactly where the product says so. */
async function compareRefunds({ query, simulator }, agreed) {
  const rows = await query('SELECT platform_after_sale_id AS id, state FROM refund_decision');
  const found = [];
  const done = new Map();
  for (const { id, state } of rows) {
    if (state !== 'done' && state !== 'overtaken') found.push(`refund ${id} is ${state}`);
    if (state === 'done') done.set(id, (done.get(id) ?? 0) + 1);
  }
  for (const id of new Set([...rows.map((row) => row.id), ...agreed])) {
    if (!rows.some((row) => row.id === id)) found.push(`refund ${id} was agreed to and forgotten`);
    const { wire } = await simulator('GET', `/sim/api/after-sales/${id}`);
    const paid = wire.refund_info?.refund_reason === byCall ? 1 : 0;
    if (paid !== (done.get(id) ?? 0)) found.push(`refund ${id}: paid ${paid} times, said to be ${done.get(id) ?? 0}`);
  }
  return found;
}

/** Every difference between the product and the platform at this moment. @param agreed refunds that the product took */
export async function compare(installation, agreed) {
  const sides = {
    simulator: installation.simulator,
    api: installation.api,
    storeOf: (store) => installation.storeOf(store),
    query: (sql, params) => installation.query(installation.databaseUrl, sql, params),
  };
  const found = [...(await compareWork(sides, installation.stores)), ...(await compareRefunds(sides, agreed))];
  for (const store of installation.stores) found.push(...(await compareStore(sides, store)));
  return found;
}
