import type { OrderListItem } from '@zhanggui/api-client';

export interface Refreshed {
  /** The rows on screen, in their places, as they are now. */
  readonly rows: readonly OrderListItem[];
  /** How many wait to be shown, since showing them would move rows. */
  readonly waiting: number;
}

/**
 * Brings the rows on screen up to date without moving any: what changed is shown in its place, what is new waits. A row that
 * left the view stays until the person asks, and counts as waiting when nothing else does.
 */
export function refreshInPlace(shown: readonly OrderListItem[], fresh: readonly OrderListItem[]): Refreshed {
  const current = new Map(fresh.map((order) => [order.id, order]));
  const known = new Set(shown.map(({ id }) => id));
  const added = fresh.filter(({ id }) => !known.has(id)).length;
  const left = added === 0 ? shown.filter(({ id }) => !current.has(id)).length : 0;
  return { rows: shown.map((order) => current.get(order.id) ?? order), waiting: added + left };
}
