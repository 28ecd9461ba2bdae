import { addDays, startOfBusinessDay } from '@zhanggui/contracts';
import type { CountedKind, OrderView } from './dto/order.dto';

/** The condition of each tab of the list, written so that an index serves it. `now` is a parameter's number. */
export function viewCondition(view: OrderView, next: number, now: Date): { sql: string; params: unknown[] } {
  switch (view) {
    case 'unshipped':
      return { sql: " AND status IN ('to_ship', 'partly_shipped')", params: [] };
    case 'overdue':
      return { sql: ` AND status IN ('to_ship', 'partly_shipped') AND ship_by < $${next}`, params: [now] };
    case 'after_sale':
      return { sql: ' AND open_after_sales > 0', params: [] };
    default:
      return { sql: ` AND status = $${next}`, params: [view] };
  }
}

/**
 * The orders behind a figure. Each order keeps its share of the figures, on its store's own business days: the figure is the
 * sum of these shares, so the orders found here are those that make it, whatever the zones of their stores.
 * Payment is at hand as a column, and no place on earth is further than a day from UTC: that much an index can narrow.
 */
export function countedCondition(
  { kind, from, to }: { readonly kind: CountedKind; readonly from: string; readonly to: string },
  next: number,
): { sql: string; params: unknown[] } {
  const share = `jsonb_path_exists(facts, '$[*] ? (@.${kind} > 0 && @.day >= $from && @.day <= $to)', jsonb_build_object('from', $${next}::text, 'to', $${next + 1}::text))`;
  if (kind !== 'orders') return { sql: ` AND refunded_fen > 0 AND ${share}`, params: [from, to] };
  return {
    sql: ` AND paid_at >= $${next + 2} AND paid_at < $${next + 3} AND ${share}`,
    params: [from, to, startOfBusinessDay(addDays(from, -1), 'UTC'), startOfBusinessDay(addDays(to, 2), 'UTC')],
  };
}
