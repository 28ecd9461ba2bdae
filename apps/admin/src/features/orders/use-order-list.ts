import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { OrderList, OrderListQuery } from '@zhanggui/api-client';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useLiveHint } from '../../shared/live';
import { type Scope, withinScope } from '../../shared/scope';
import { refreshInPlace } from './list-refresh';
import { ordersQuery, readOrders } from './orders.queries';

const pointerRestMs = 700;
const waitAtMost = 3;

/**
 * The list, which follows every change while the person looks at its top, and never moves a row under their hand: once they
 * have scrolled or stand on a row, changes show in their places and what is new waits until they ask for it.
 */
export function useOrderList(
  scope: Scope,
  query: OrderListQuery,
  place: RefObject<HTMLElement | null>,
  enabled: boolean,
) {
  const queryClient = useQueryClient();
  const options = ordersQuery(scope, query);
  const list = useQuery({
    ...options,
    enabled,
    placeholderData: withinScope(scope),
    refetchOnWindowFocus: false,
  });
  const key = JSON.stringify(options.queryKey);
  const [pending, setPending] = useState<{ key: string; fresh: OrderList; count: number } | undefined>();
  const pointer = usePointerOver(place);
  const currentKey = useRef(key);
  currentKey.current = key;

  const look = useCallback(
    async (waited: number): Promise<void> => {
      if (queryClient.getQueryData(options.queryKey) === undefined) return;
      const isBusy = isScrolled(place.current) || standsOnRow(place.current);
      if (!isBusy && Date.now() - pointer.current < pointerRestMs && waited < waitAtMost) {
        window.setTimeout(() => void look(waited + 1), pointerRestMs);
        return;
      }
      if (!isBusy) {
        setPending(undefined);
        await queryClient.invalidateQueries({ queryKey: options.queryKey });
        return;
      }
      const fresh = await queryClient
        .fetchQuery({
          queryKey: ['orders-ahead', ...options.queryKey],
          queryFn: ({ signal }) => readOrders(scope, query, signal),
          staleTime: 0,
          gcTime: 0,
        })
        .catch(() => undefined);
      const shown = queryClient.getQueryData<OrderList>(options.queryKey);
      if (!fresh || !shown || currentKey.current !== JSON.stringify(options.queryKey)) return;
      const { rows, waiting } = refreshInPlace(shown.items, fresh.items);
      queryClient.setQueryData<OrderList>(options.queryKey, { ...shown, items: [...rows] });
      setPending(waiting > 0 ? { key: currentKey.current, fresh, count: waiting } : undefined);
    },
    [queryClient, options, scope, query, place, pointer],
  );
  useLiveHint('orders', () => {
    if (enabled) void look(0);
  });

  const showPending = () => {
    if (!pending) return;
    queryClient.setQueryData(options.queryKey, pending.fresh);
    setPending(undefined);
    window.scrollTo({ top: 0 });
  };
  return { ...list, pendingCount: pending?.key === key ? pending.count : 0, showPending };
}

/** A wide table scrolls in its own place. */
const isScrolled = (place: HTMLElement | null) =>
  window.scrollY > 80 || (place?.querySelector('.zg-table-scroll')?.scrollTop ?? 0) > 80;

const standsOnRow = (place: HTMLElement | null) => {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused.dataset['row'] !== undefined && (place?.contains(focused) ?? false);
};

/** When the pointer last moved over the list. */
function usePointerOver(place: RefObject<HTMLElement | null>) {
  const last = useRef(0);
  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      const row = event.target instanceof Element ? event.target.closest('.zg-row-link') : null;
      if (row && place.current?.contains(row)) last.current = Date.now();
    };
    document.addEventListener('pointermove', onMove, { passive: true });
    return () => document.removeEventListener('pointermove', onMove);
  }, [place]);
  return last;
}
