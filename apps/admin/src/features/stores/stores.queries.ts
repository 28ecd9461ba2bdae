import { queryOptions } from '@tanstack/react-query';
import { dataOf, type StoreHealthQuery, type StoreListQuery } from '@zhanggui/api-client';
import { api } from '../../shared/api';
import type { Scope } from '../../shared/scope';

export const storesQuery = (scope: Scope, query: StoreListQuery) =>
  queryOptions({
    queryKey: ['stores', scope.key, query] as const,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/stores', { params: { query }, signal })),
  });

export const storeQuery = (scope: Scope, storeId: string) =>
  queryOptions({
    queryKey: ['store', scope.key, storeId] as const,
    queryFn: ({ signal }) =>
      dataOf(api.within(scope).GET('/api/v1/stores/{storeId}', { params: { path: { storeId } }, signal })),
  });

/** Health changes by itself, so it is looked at again while it is on screen. */
const watchHealthMs = 30_000;

export const storeHealthQuery = (scope: Scope, storeId: string) =>
  queryOptions({
    queryKey: ['store-health', scope.key, storeId] as const,
    queryFn: ({ signal }) =>
      dataOf(api.within(scope).GET('/api/v1/stores/{storeId}/health', { params: { path: { storeId } }, signal })),
    refetchInterval: watchHealthMs,
  });

export const healthQuery = (scope: Scope, query: StoreHealthQuery) =>
  queryOptions({
    queryKey: ['stores-health', scope.key, query] as const,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/stores/health', { params: { query }, signal })),
    refetchInterval: watchHealthMs,
  });

export const unclaimedQuery = queryOptions({
  queryKey: ['unclaimed-shops'] as const,
  queryFn: ({ signal }) => dataOf(api.plain.GET('/api/v1/stores/unclaimed', { signal })),
});

export const merchantsQuery = (search: string) =>
  queryOptions({
    queryKey: ['merchants', search] as const,
    queryFn: ({ signal }) =>
      dataOf(
        api.plain.GET('/api/v1/merchants', { params: { query: { limit: 20, ...(search ? { search } : {}) } }, signal }),
      ),
  });
