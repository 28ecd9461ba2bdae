import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ApiScope, dataOf } from '@zhanggui/api-client';
import { useMemo } from 'react';
import { api } from './api';
import type { ScopeSearch } from './search';
import { useUser } from './session';

export const defaultTimeZone = 'Asia/Shanghai';

/** What the person looks at. `key` stands in every query key, so that one scope's rows are never painted for another. */
export interface Scope extends ApiScope {
  readonly key: string;
  readonly search: ScopeSearch;
}

export function scopeOf({ merchant, store }: ScopeSearch): Scope {
  return {
    merchantId: merchant,
    storeId: store,
    key: `${merchant ?? '*'}/${store ?? '*'}`,
    search: { merchant, store },
  };
}

export function useScope(): Scope {
  const { merchant, store } = useSearch({ strict: false });
  return useMemo(() => scopeOf({ merchant, store }), [merchant, store]);
}

/** The scope of one merchant, for acts on a row that is seen from above. */
export const merchantScope = (merchantId: string): Scope => scopeOf({ merchant: merchantId });

/** Whether the scope lies within one merchant: some pages and acts need that. */
export function useIsOneMerchant(): boolean {
  const scope = useScope();
  const user = useUser();
  return !user.isProvider || scope.merchantId !== undefined;
}

/** Names and zone of the scope, from its stores. */
export interface ScopeFacts {
  readonly merchantName: string | undefined;
  readonly storeName: string | undefined;
  /** The zone that the stores of the scope share, else the usual one. */
  readonly timeZone: string;
  /** Whether the scope has any store; undefined while that is not known. */
  readonly hasStores: boolean | undefined;
}

export const scopeFactsQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['scope-facts', scope.key] as const,
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<ScopeFacts> => {
      const { items } = await dataOf(
        api.within(scope).GET('/api/v1/stores', { params: { query: { limit: 50 } }, signal }),
      );
      const zones = new Set(items.map(({ timeZone }) => timeZone));
      const first = items[0];
      const isOneMerchant = new Set(items.map(({ merchantId }) => merchantId)).size === 1;
      return {
        merchantName: (scope.merchantId || isOneMerchant) && first ? first.merchantName : undefined,
        storeName: scope.storeId ? first?.name : undefined,
        timeZone: zones.size === 1 && isOneMerchant && first ? first.timeZone : defaultTimeZone,
        hasStores: items.length > 0,
      };
    },
  });

const nothingKnown: ScopeFacts = {
  merchantName: undefined,
  storeName: undefined,
  timeZone: defaultTimeZone,
  hasStores: undefined,
};

export function useScopeFacts(): ScopeFacts {
  const user = useUser();
  const { data } = useQuery({ ...scopeFactsQuery(useScope()), enabled: user.permissions.includes('store.read') });
  return data ?? nothingKnown;
}

/**
 * Keeps the rows of the page before on screen while the next page comes, but never those of another scope. Query keys are
 * made as [name, scope key, ...].
 */
export const withinScope =
  (scope: Scope) =>
  <T>(previous: T | undefined, query: { queryKey: readonly unknown[] } | undefined): T | undefined =>
    query?.queryKey[1] === scope.key ? previous : undefined;
