import type { OrderView } from './dto/order.dto';

/** The condition of each tab of the list, written so that an index serves it. `now` is a parameter's number. */
export function viewCondition(view: OrderView, next: number, now: Date): { sql: string; params: unknown[] } {
  switch (view) {
    case 'overdue':
      return { sql: ` AND status IN ('to_ship', 'partly_shipped') AND ship_by < $${next}`, params: [now] };
    case 'after_sale':
      return { sql: ' AND open_after_sales > 0', params: [] };
    default:
      return { sql: ` AND status = $${next}`, params: [view] };
  }
}
