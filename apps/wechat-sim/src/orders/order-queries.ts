import type pg from 'pg';
import type { DocStore } from '../store/doc-store';
import type { Order } from './order';

export interface TimeRange {
  from: number;
  to: number;
}

export interface OrderListQuery {
  appid: string;
  created?: TimeRange;
  updated?: TimeRange;
  statuses?: readonly number[];
  openid?: string;
  giftId?: string;
  orderId?: string;
  after?: { time: number; id: string };
  limit: number;
}

/** Looks orders up in the database; the order of the list is that of the time that was asked for, then of ids. */
export class OrderQueries {
  constructor(
    private readonly pool: pg.Pool,
    private readonly store: DocStore<Order>,
  ) {}

  async list(query: OrderListQuery): Promise<{ id: string; time: number }[]> {
    const by = query.updated ? 'update_time' : 'create_time';
    const values: unknown[] = [query.appid];
    const conditions = ['appid = $1'];
    const where = (sql: string, ...parameters: unknown[]) => {
      conditions.push(sql.replaceAll('?', () => `$${values.push(parameters.shift())}`));
    };
    if (query.created) where('create_time BETWEEN ? AND ?', query.created.from, query.created.to);
    if (query.updated) where('update_time BETWEEN ? AND ?', query.updated.from, query.updated.to);
    if (query.statuses) where('status = ANY (?::int[])', query.statuses);
    if (query.openid) where('openid = ?', query.openid);
    if (query.giftId) where('gift_id = ?', query.giftId);
    if (query.orderId) where('id = ?', query.orderId);
    if (query.after) where(`(${by}, id) > (?::bigint, ?::bigint)`, query.after.time, query.after.id);
    const { rows } = await this.pool.query<{ id: string; time: string }>(
      `SELECT id, ${by} AS time FROM orders WHERE ${conditions.join(' AND ')} ORDER BY ${by}, id LIMIT ${query.limit}`,
      values,
    );
    return rows.map(({ id, time }) => ({ id, time: Number(time) }));
  }

  async newest(appid: string, page: { before?: string; status?: number; limit: number }): Promise<Order[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM orders WHERE appid = $1 AND ($2::int IS NULL OR status = $2)
         AND ($3::bigint IS NULL OR (create_time, id) < ((SELECT create_time FROM orders WHERE id = $3), $3))
       ORDER BY create_time DESC, id DESC LIMIT $4`,
      [appid, page.status ?? null, page.before ?? null, page.limit],
    );
    return this.store.many(rows.map(({ id }) => id));
  }

  async count(): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>('SELECT count(*) FROM orders');
    return Number(rows[0]!.count);
  }
}
