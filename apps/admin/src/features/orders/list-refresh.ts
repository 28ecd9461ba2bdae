import type { OrderListItem } from '@zhanggui/api-client';

/** How many rows of the fresh list are new, or not as they are on screen. */
export function changedCount(shown: readonly OrderListItem[], fresh: readonly OrderListItem[]): number {
  const known = new Map(shown.map((order) => [order.id, JSON.stringify(order)]));
  const isShorter = fresh.length < shown.length;
  const changed = fresh.filter((order) => known.get(order.id) !== JSON.stringify(order)).length;
  if (changed > 0 || !isShorter) return changed;
  // Orders left the view and nothing took their place.
  return shown.length - fresh.length;
}
