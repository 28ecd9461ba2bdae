import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import {
  Clock,
  type CurrentUser,
  Database,
  decodeCursor,
  fen,
  insideStore,
  NotFound,
  newId,
  pageOf,
  type ReadContext,
  type Row,
  requestWork,
  type ScopedTx,
  storeCondition,
  type TenantTx,
} from '@zhanggui/platform';
import { topics } from '@zhanggui/stores';
import type { OrderDetailDto, OrderListDto, OrderListItemDto, OrderListQuery } from './dto/order.dto';
import { OrderDetail } from './order-detail';
import { countedCondition, viewCondition } from './order-views';

const listColumns = `merchant_id, id, store_id, platform_order_id, status, platform_status, created_at, paid_at, ship_by, title, item_count,
  paid_fen, receivable_fen, refunded_fen, is_gift, platform_gift_id, entry_point, open_after_sales, receiver_masked, customer_note`;

/** Rows of a page with the names that people know them by; one statement, and names for the page's rows only. */
const withNames = (scopeColumn: ScopedTx['scopeColumn'], page: string) => `
  SELECT o.*, s.name AS store_name, s.time_zone, m.name AS merchant_name FROM (${page}) AS o
  JOIN store s ON s.merchant_id = o.merchant_id AND s.id = o.store_id AND s.${scopeColumn} = $1
  JOIN merchant m ON m.id = o.merchant_id
  ORDER BY o.created_at DESC, o.id DESC`;

@Injectable()
export class OrdersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly detail: OrderDetail,
    private readonly audit: AuditLog,
  ) {}

  /**
   * One page of the scope's orders, newest first. Pages by key: the thousandth costs what the first does. Asked for by the
   * platform's id, an order comes with all its parts.
   */
  async list(context: ReadContext, user: CurrentUser, query: OrderListQuery): Promise<OrderListDto> {
    const limit = query.limit ?? 50;
    const { sql, params } = this.conditions(context, query);
    const rows = await this.db.read(context, (tx) => {
      const page = `SELECT ${listColumns} FROM orders WHERE ${tx.scopeColumn} = $1${sql} ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
      return tx.query(withNames(tx.scopeColumn, page), params);
    });
    const { page, nextCursor } = pageOf(rows, limit, 'created_at');
    if (query.platformOrderId) {
      const whole = page.map((row) => this.read(context, user, row['id'] as string));
      return { items: await Promise.all(whole), nextCursor: null };
    }
    return {
      items: page.map(toOrderListItem),
      nextCursor,
    };
  }

  /** One order with all its parts. Raw data only for those who may see it. */
  async read(context: ReadContext, user: CurrentUser, id: string): Promise<OrderDetailDto> {
    const row = await this.db.read(context, (tx) => this.find(tx, context, id));
    if (!row) throw new NotFound('order');
    return this.detail.read(row, toOrderListItem(row), { context, withRaw: user.permissions.includes('order.raw') });
  }

  /** Asks for an order to be read from the platform again, now; the timeline keeps who asked. */
  readAgain(context: ReadContext, user: CurrentUser, id: string): Promise<void> {
    return this.act(
      context,
      user,
      id,
      'order.read_again',
      { name: 'read_again' },
      (tx, storeId, platformOrderId, now) =>
        requestWork(tx, [{ storeId, topic: topics.order, subject: platformOrderId, queue: 'live' }], now),
    );
  }

  /** Keeps a note for colleagues in the timeline. */
  note(context: ReadContext, user: CurrentUser, id: string, text: string): Promise<void> {
    return this.act(context, user, id, 'order.noted', { name: 'note', text }, async () => undefined);
  }

  /** What a person did with an order: done inside its merchant, with its place in the timeline and in the audit log. */
  private async act(
    context: ReadContext,
    user: CurrentUser,
    id: string,
    action: 'order.read_again' | 'order.noted',
    entry: { readonly name: string; readonly text?: string },
    effect: (tx: TenantTx, storeId: string, platformOrderId: string, now: Date) => Promise<void>,
  ): Promise<void> {
    const row = await this.db.read(context, (tx) => this.find(tx, context, id));
    if (!row) throw new NotFound('order');
    const merchantId = row['merchant_id'] as string;
    const storeId = row['store_id'] as string;
    const platformOrderId = row['platform_order_id'] as string;
    const now = this.clock.now();
    const tenant = insideStore(context, merchantId, storeId);
    await this.db.tenant(tenant, async (tx) => {
      await tx.query(
        "INSERT INTO order_timeline (merchant_id, id, order_id, at, recorded_at, kind, detail, user_id) VALUES ($1, $2, $3, $4, $4, 'act', $5, $6)",
        [newId(), id, now, JSON.stringify({ ...entry, by: user.name }), user.id],
      );
      await effect(tx, storeId, platformOrderId, now);
      await this.audit.write(tx, tenant, {
        action,
        subject: { kind: 'order', id },
        storeId,
        after: { platformOrderId },
      });
    });
  }

  private async find(tx: ScopedTx, context: ReadContext, id: string): Promise<Row | undefined> {
    const stores = storeCondition(context, 3);
    const page = `SELECT * FROM orders WHERE ${tx.scopeColumn} = $1 AND id = $2${stores.sql}`;
    const [row] = await tx.query(withNames(tx.scopeColumn, page), [id, ...stores.params]);
    return row;
  }

  private conditions(context: ReadContext, query: OrderListQuery): { sql: string; params: unknown[] } {
    const params: unknown[] = [];
    let sql = '';
    const and = (condition: (next: number) => string, ...values: unknown[]) => {
      sql += ` AND ${condition(params.length + 2)}`;
      params.push(...values);
    };
    // A single store is compared, not searched in a list: the index on store and state then serves the order as well.
    if (context.kind === 'tenant' && context.storeIds !== 'all' && context.storeIds.length === 1)
      and((n) => `store_id = $${n}`, context.storeIds[0]);
    else {
      const stores = storeCondition(context, params.length + 2);
      sql += stores.sql;
      params.push(...stores.params);
    }
    if (query.view) {
      const view = viewCondition(query.view, params.length + 2, this.clock.now());
      sql += view.sql;
      params.push(...view.params);
    }
    if (query.counted && query.countedFrom && query.countedTo) {
      const figure = { kind: query.counted, from: query.countedFrom, to: query.countedTo };
      const counted = countedCondition(figure, params.length + 2);
      sql += counted.sql;
      params.push(...counted.params);
    }
    if (query.status) and((n) => `status = ANY($${n}::text[])`, query.status);
    if (query.platformOrderId) and((n) => `platform_order_id = $${n}`, query.platformOrderId);
    if (query.platformGiftId) and((n) => `platform_gift_id = $${n}`, query.platformGiftId);
    if (query.entryPoint) and((n) => `entry_point = $${n}`, query.entryPoint);
    if (query.isGift !== undefined) and((n) => `is_gift = $${n}`, query.isGift);
    if (query.from) and((n) => `created_at >= $${n}`, query.from);
    if (query.to) and((n) => `created_at < $${n}`, query.to);
    if (query.paidFrom) and((n) => `paid_at >= $${n}`, query.paidFrom);
    if (query.paidTo) and((n) => `paid_at < $${n}`, query.paidTo);
    if (query.refunded !== undefined) sql += query.refunded ? ' AND refunded_fen > 0' : ' AND refunded_fen = 0';
    const cursor = decodeCursor(query.cursor);
    if (cursor) and((n) => `(created_at, id) < ($${n}::timestamptz, $${n + 1}::uuid)`, cursor.at, cursor.id);
    return { sql, params };
  }
}

const iso = (value: unknown): string | null => (value ? (value as Date).toISOString() : null);

/** A row of the list. Built field by field, so that a new column never leaks by itself. */
export function toOrderListItem(row: Row): OrderListItemDto {
  const receiver = row['receiver_masked'] as Record<string, string | null> | null;
  return {
    id: row['id'] as string,
    merchantId: row['merchant_id'] as string,
    merchantName: row['merchant_name'] as string,
    storeId: row['store_id'] as string,
    storeName: row['store_name'] as string,
    timeZone: row['time_zone'] as string,
    platformOrderId: row['platform_order_id'] as string,
    state: row['status'] as OrderListItemDto['state'],
    platformStatus: row['platform_status'] as number,
    createdAt: (row['created_at'] as Date).toISOString(),
    paidAt: iso(row['paid_at']),
    shipBy: iso(row['ship_by']),
    title: row['title'] as string,
    itemCount: row['item_count'] as number,
    paidFen: fen(row['paid_fen']),
    receivableFen: fen(row['receivable_fen']),
    refundedFen: fen(row['refunded_fen']),
    isGift: row['is_gift'] as boolean,
    platformGiftId: row['platform_gift_id'] as string | null,
    entryPoint: row['entry_point'] as OrderListItemDto['entryPoint'],
    openAfterSales: row['open_after_sales'] as number,
    receiverName: receiver?.['name'] ?? null,
    receiverRegion: receiver
      ? [receiver['province'], receiver['city'], receiver['county']].filter(Boolean).join(' ') || null
      : null,
    customerNote: row['customer_note'] as string | null,
  };
}
