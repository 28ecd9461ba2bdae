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

export const scopeFactsQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['scope-facts', scope.key] as const,
    staleTime: 60_000,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/stores/scope', { signal })),
  });

/** Names and zone of the scope. */
export interface KnownScopeFacts {
  readonly merchantName: string | undefined;
  readonly storeName: string | undefined;
  /** The zone that the stores of the scope share, else the usual one. */
  readonly timeZone: string;
  /** Whether the scope has any store; undefined while that is not known. */
  readonly hasStores: boolean | undefined;
  /** Whether the answer is still on its way. */
  readonly isPending: boolean;
}

export function useScopeFacts(): KnownScopeFacts {
  const { data, isPending } = useQuery(scopeFactsQuery(useScope()));
  return {
    merchantName: data?.merchantName ?? undefined,
    storeName: data?.storeName ?? undefined,
    timeZone: data?.timeZone ?? defaultTimeZone,
    hasStores: data?.hasStores,
    isPending,
  };
}

/**
 * Keeps the rows of the page before on screen while the next page comes, but never those of another scope. Query keys are
 * made as [name, scope key, ...].
 */
export const withinScope =
  (scope: Scope) =>
  <T>(previous: T | undefined, query: { queryKey: readonly unknown[] } | undefined): T | undefined =>
    query?.queryKey[1] === scope.key ? previous : undefined;
