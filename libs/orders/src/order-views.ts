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
 * An index narrows the search, with a day to spare on both sides since no place on earth is further than that from UTC:
 * by the time of payment, and by the time of placing, which comes before payment and refund.
 */
export function countedCondition(
  { kind, from, to }: { readonly kind: CountedKind; readonly from: string; readonly to: string },
  next: number,
): { sql: string; params: unknown[] } {
  const share = `jsonb_path_exists(facts, '$[*] ? (@.${kind} > 0 && @.day >= $from && @.day <= $to)', jsonb_build_object('from', $${next}::text, 'to', $${next + 1}::text))`;
  const end = startOfBusinessDay(addDays(to, 2), 'UTC');
  if (kind !== 'orders')
    return { sql: ` AND refunded_fen > 0 AND created_at < $${next + 2} AND ${share}`, params: [from, to, end] };
  return {
    sql: ` AND paid_at >= $${next + 3} AND paid_at < $${next + 2} AND created_at < $${next + 2} AND ${share}`,
    params: [from, to, end, startOfBusinessDay(addDays(from, -1), 'UTC')],
  };
}
