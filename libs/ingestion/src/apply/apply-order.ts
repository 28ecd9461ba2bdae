import type { EntryPoint, OrderStatus } from '@zhanggui/contracts';
import { maskedReceiver, type OrderValues, orderValues, withoutReceiver } from '@zhanggui/orders';
import { fen, newId, prepared, type Row, type SecretBox, type TenantTx } from '@zhanggui/platform';
import {
  addFacts,
  type CountedAfterSale,
  type CountedOrder,
  contribution,
  type Fact,
  factDifference,
  refundedFen,
} from '@zhanggui/reports';
import type { OrderSnapshot } from '@zhanggui/wechat';

/** An order as it was read, and when we asked. */
export interface OrderRead {
  readonly snapshot: OrderSnapshot;
  readonly raw: string;
  readonly readAt: Date;
}

/** What stands in our row before a snapshot is applied. */
interface Known {
  readonly id: string;
  readonly status: OrderStatus;
  readonly updatedAt: Date;
  readonly claimedAt: Date | null;
  readonly facts: readonly Fact[];
  readonly counted: CountedOrder;
}

/**
 * Brings one order to what the platform showed, with everything that follows from it: lines, timeline and figures, in the
 * caller's transaction. Reads of one order are serialised by its row of work, so the later read is the newer one; a
 * snapshot older than ours (an answer from a lagging replica) changes nothing but may still bring figures up to date.
 */
export async function applyOrder(tx: TenantTx, storeId: string, read: OrderRead, box: SecretBox): Promise<void> {
  const platformOrderId = read.snapshot.orderId;
  const { timeZone, forgottenUntil, afterSales } = await storeAndAfterSales(tx, storeId, platformOrderId);
  const known = await findOrder(tx, storeId, platformOrderId);
  if (known && known.updatedAt > read.snapshot.updateTime)
    return refreshFigures(tx, storeId, known, afterSales, timeZone);

  const isForgotten = forgottenUntil !== null && read.snapshot.updateTime <= forgottenUntil;
  const values = isForgotten ? withoutBuyer(orderValues(read.snapshot)) : orderValues(read.snapshot);
  // Once a recipient or an address was seen, the gift was accepted, also when a later snapshot leaves them out.
  const claimedAt = known?.claimedAt ?? (values.recipientOpenid || values.receiver ? values.updatedAt : null);
  const counted: CountedOrder = { ...values, wasClaimed: claimedAt !== null };
  const facts = contribution(counted, afterSales, timeZone);
  const id = known?.id ?? newId();
  await saveOrder(tx, storeId, id, values, { read, claimedAt, facts, box });
  await saveItems(tx, id, values, known !== undefined);
  if (!isForgotten) await saveSnapshot(tx, id, read);
  await addTimeline(tx, id, known, values, read.readAt);
  await addFacts(tx, storeId, factDifference(known?.facts ?? [], facts));
}

/** An order so old that its buyer is not to be remembered: read again, it does not bring them back. */
function withoutBuyer(values: OrderValues): OrderValues {
  const { province, city, county } = values.receiver ?? {};
  const region = Object.fromEntries(
    Object.entries({ province, city, county }).filter(([, name]) => name !== undefined),
  );
  return { ...values, receiver: values.receiver && region, customerNote: null };
}

/** Computes the figures of an order that we hold anew: the store's days changed. */
export async function refreshOrderFigures(tx: TenantTx, storeId: string, platformOrderId: string): Promise<void> {
  const { timeZone, afterSales } = await storeAndAfterSales(tx, storeId, platformOrderId);
  const known = await findOrder(tx, storeId, platformOrderId);
  if (known) await refreshFigures(tx, storeId, known, afterSales, timeZone);
}

async function refreshFigures(
  tx: TenantTx,
  storeId: string,
  known: Known,
  afterSales: readonly CountedAfterSale[],
  timeZone: string,
): Promise<void> {
  const facts = contribution(known.counted, afterSales, timeZone);
  const difference = factDifference(known.facts, facts);
  if (difference.length === 0) return;
  await tx.query('UPDATE orders SET facts = $3, refunded_fen = $4 WHERE merchant_id = $1 AND id = $2', [
    known.id,
    JSON.stringify(facts),
    refundedFen(facts),
  ]);
  await addFacts(tx, storeId, difference);
}

const selectStoreAndAfterSales = prepared(`SELECT s.time_zone, s.buyers_forgotten_until,
    (SELECT json_agg(json_build_object('kind', a.kind, 'status', a.status, 'amount_fen', a.amount_fen, 'updated_at', a.updated_at,
      'completed_at', a.completed_at)) FROM after_sale a WHERE a.merchant_id = $1 AND a.store_id = $2 AND a.platform_order_id = $3) AS after_sales
  FROM store s WHERE s.merchant_id = $1 AND s.id = $2`);

async function storeAndAfterSales(
  tx: TenantTx,
  storeId: string,
  platformOrderId: string,
): Promise<{ timeZone: string; forgottenUntil: Date | null; afterSales: CountedAfterSale[] }> {
  const [row] = await tx.query<{
    time_zone: string;
    buyers_forgotten_until: Date | null;
    after_sales: Row[] | null;
  }>(selectStoreAndAfterSales, [storeId, platformOrderId]);
  if (!row) throw new Error(`Store ${storeId} does not exist`);
  const afterSales = (row.after_sales ?? []).map(
    (entry): CountedAfterSale => ({
      kind: entry['kind'] as CountedAfterSale['kind'],
      status: entry['status'] as CountedAfterSale['status'],
      amountFen: fen(entry['amount_fen']),
      updatedAt: new Date(entry['updated_at'] as string),
      completedAt: entry['completed_at'] ? new Date(entry['completed_at'] as string) : null,
    }),
  );
  return { timeZone: row.time_zone, forgottenUntil: row.buyers_forgotten_until, afterSales };
}

const selectOrder =
  prepared(`SELECT id, status, paid_at, paid_fen, is_gift, is_free, claimed_at, entry_point, updated_at, facts
  FROM orders WHERE merchant_id = $1 AND store_id = $2 AND platform_order_id = $3 FOR UPDATE`);

async function findOrder(tx: TenantTx, storeId: string, platformOrderId: string): Promise<Known | undefined> {
  const [row] = await tx.query(selectOrder, [storeId, platformOrderId]);
  if (!row) return undefined;
  return {
    id: row['id'] as string,
    status: row['status'] as OrderStatus,
    updatedAt: row['updated_at'] as Date,
    claimedAt: row['claimed_at'] as Date | null,
    facts: row['facts'] as Fact[],
    counted: {
      status: row['status'] as OrderStatus,
      paidAt: row['paid_at'] as Date | null,
      paidFen: fen(row['paid_fen']),
      isFree: row['is_free'] as boolean,
      isGift: row['is_gift'] as boolean,
      wasClaimed: row['claimed_at'] !== null,
      entryPoint: row['entry_point'] as EntryPoint,
      updatedAt: row['updated_at'] as Date,
    },
  };
}

interface OrderExtras {
  readonly read: OrderRead;
  readonly claimedAt: Date | null;
  readonly facts: readonly Fact[];
  readonly box: SecretBox;
}

/** Context that a sealed receiver is bound to. */
export const receiverContext = (orderId: string) => `orders:${orderId}:receiver`;

const orderColumns: readonly [
  column: string,
  value: (id: string, values: OrderValues, extras: OrderExtras) => unknown,
][] = [
  ['status', (_, v) => v.status],
  ['platform_status', (_, v) => v.platformStatus],
  ['created_at', (_, v) => v.createdAt],
  ['updated_at', (_, v) => v.updatedAt],
  ['paid_at', (_, v) => v.paidAt],
  ['shipped_at', (_, v) => v.shippedAt],
  ['completed_at', (_, v) => v.completedAt],
  ['read_at', (_, __, x) => x.read.readAt],
  ['ship_by', (_, v) => v.shipBy],
  ['claimed_at', (_, __, x) => x.claimedAt],
  ['paid_fen', (_, v) => v.paidFen],
  ['receivable_fen', (_, v) => v.receivableFen],
  ['refunded_fen', (_, __, x) => refundedFen(x.facts)],
  ['product_fen', (_, v) => v.productFen],
  ['freight_fen', (_, v) => v.freightFen],
  ['original_fen', (_, v) => v.originalFen],
  ['discounts', (_, v) => JSON.stringify(v.discounts)],
  ['payment_method', (_, v) => v.paymentMethod],
  ['transaction_id', (_, v) => v.transactionId],
  ['is_gift', (_, v) => v.isGift],
  ['is_free', (_, v) => v.isFree],
  ['platform_gift_id', (_, v) => v.platformGiftId],
  ['gift', (_, v) => v.gift && JSON.stringify(v.gift)],
  ['payer_openid', (_, v) => v.payerOpenid],
  ['recipient_openid', (_, v) => v.recipientOpenid],
  ['entry_point', (_, v) => v.entryPoint],
  ['scene', (_, v) => v.scene],
  ['sources', (_, v) => JSON.stringify(v.sources)],
  ['receiver_masked', (_, v) => v.receiver && JSON.stringify(maskedReceiver(v.receiver))],
  ['receiver_sealed', (id, v, x) => v.receiver && x.box.seal(JSON.stringify(v.receiver), receiverContext(id))],
  ['customer_note', (_, v) => v.customerNote],
  ['merchant_note', (_, v) => v.merchantNote],
  ['title', (_, v) => v.title],
  ['item_count', (_, v) => v.itemCount],
  ['open_after_sales', (_, v) => v.openAfterSales],
  ['facts', (_, __, x) => JSON.stringify(x.facts)],
];

const insertOrder =
  prepared(`INSERT INTO orders (merchant_id, id, provider_id, store_id, platform_order_id, version, ${orderColumns.map(([column]) => column).join(', ')})
  VALUES ($1, $2, $3, $4, $5, 1, ${orderColumns.map((_, i) => `$${i + 6}`).join(', ')})
  ON CONFLICT (merchant_id, store_id, platform_order_id) DO UPDATE SET version = orders.version + 1,
    ${orderColumns.map(([column]) => `${column} = EXCLUDED.${column}`).join(', ')}`);

async function saveOrder(
  tx: TenantTx,
  storeId: string,
  id: string,
  values: OrderValues,
  extras: OrderExtras,
): Promise<void> {
  await tx.query(insertOrder, [
    id,
    tx.providerId,
    storeId,
    values.platformOrderId,
    ...orderColumns.map(([, value]) => value(id, values, extras)),
  ]);
}

const itemColumns = `line_key, position, product_id, sku_id, sku_code, title, thumb_url, attrs, count, unit_price_fen, paid_fen, discounts, is_freebie,
  on_after_sale_count, finished_after_sale_count, ship_by`;
const itemTypes = `id uuid, line_key text, position int, product_id text, sku_id text, sku_code text, title text, thumb_url text, attrs jsonb, count int,
  unit_price_fen bigint, paid_fen bigint, discounts jsonb, is_freebie boolean, on_after_sale_count int, finished_after_sale_count int, ship_by timestamptz`;
const upsertItems = prepared(`INSERT INTO order_item (merchant_id, order_id, id, ${itemColumns})
  SELECT $1::uuid, $2::uuid, t.id, ${itemColumns
    .split(',')
    .map((column) => `t.${column.trim()}`)
    .join(', ')}
  FROM jsonb_to_recordset($3::jsonb) AS t(${itemTypes})
  ON CONFLICT (merchant_id, order_id, line_key) DO UPDATE SET ${itemColumns
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== 'line_key')
    .map((column) => `${column} = EXCLUDED.${column}`)
    .join(', ')}`);

const deleteOtherItems = prepared(
  'DELETE FROM order_item WHERE merchant_id = $1 AND order_id = $2 AND line_key <> ALL($3::text[])',
);

async function saveItems(tx: TenantTx, orderId: string, values: OrderValues, mayHaveOthers: boolean): Promise<void> {
  if (mayHaveOthers) {
    await tx.query(deleteOtherItems, [orderId, values.items.map((item) => item.lineKey)]);
  }
  if (values.items.length === 0) return;
  const rows = values.items.map((item) => ({
    id: newId(),
    line_key: item.lineKey,
    position: item.position,
    product_id: item.productId,
    sku_id: item.skuId,
    sku_code: item.skuCode,
    title: item.title,
    thumb_url: item.thumbUrl,
    attrs: item.attrs,
    count: item.count,
    unit_price_fen: item.unitPriceFen,
    paid_fen: item.paidFen,
    discounts: item.discounts,
    is_freebie: item.isFreebie,
    on_after_sale_count: item.onAfterSaleCount,
    finished_after_sale_count: item.finishedAfterSaleCount,
    ship_by: item.shipBy,
  }));
  await tx.query(upsertItems, [orderId, JSON.stringify(rows)]);
}

const upsertSnapshot =
  prepared(`INSERT INTO order_snapshot (merchant_id, order_id, raw, read_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (merchant_id, order_id) DO UPDATE SET raw = EXCLUDED.raw, read_at = EXCLUDED.read_at`);

async function saveSnapshot(tx: TenantTx, orderId: string, read: OrderRead): Promise<void> {
  await tx.query(upsertSnapshot, [orderId, withoutReceiver(read.raw), read.readAt]);
}

const insertTimeline = prepared(`INSERT INTO order_timeline (merchant_id, order_id, recorded_at, kind, id, at, detail)
  SELECT $1::uuid, $2::uuid, $3::timestamptz, 'state', t.id, t.at, t.detail
  FROM unnest($4::uuid[], $5::timestamptz[], $6::jsonb[]) AS t(id, at, detail)`);

/** One entry per change of state, at the platform's own time of it. */
async function addTimeline(
  tx: TenantTx,
  orderId: string,
  known: Known | undefined,
  values: OrderValues,
  recordedAt: Date,
): Promise<void> {
  if (known?.status === values.status) return;
  const at = !known ? values.createdAt : stateTime(values);
  const detail = { name: values.status, from: known?.status ?? null, platformStatus: values.platformStatus };
  const entries: [Date, unknown][] = [];
  // First seen when it had moved on already: what we know of its beginnings goes in as well.
  if (!known && values.status !== 'pending_payment') {
    entries.push([values.createdAt, { name: 'pending_payment', from: null }]);
    if (values.paidAt) entries.push([values.paidAt, { name: 'paid', from: 'pending_payment' }]);
    entries.push([stateTime(values), { ...detail, from: values.paidAt ? 'paid' : 'pending_payment' }]);
  } else {
    if (known?.status === 'pending_payment' && values.paidAt)
      entries.push([values.paidAt, { name: 'paid', from: 'pending_payment' }]);
    entries.push([at, detail]);
  }
  await tx.query(insertTimeline, [
    orderId,
    recordedAt,
    entries.map(() => newId()),
    entries.map(([time]) => time),
    entries.map(([, entry]) => JSON.stringify(entry)),
  ]);
}

function stateTime(values: OrderValues): Date {
  if (values.status === 'completed') return values.completedAt ?? values.updatedAt;
  if (values.status === 'shipped') return values.shippedAt ?? values.updatedAt;
  return values.updatedAt;
}
