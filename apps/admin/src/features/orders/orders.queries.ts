import { queryOptions } from '@tanstack/react-query';
import { dataOf, type OrderListQuery } from '@zhanggui/api-client';
import { api } from '../../shared/api';
import type { Scope } from '../../shared/scope';

export const readOrders = (scope: Scope, query: OrderListQuery, signal: AbortSignal) =>
  dataOf(api.within(scope).GET('/api/v1/orders', { params: { query }, signal }));

export const ordersQuery = (scope: Scope, query: OrderListQuery) =>
  queryOptions({
    queryKey: ['orders', scope.key, query] as const,
    queryFn: ({ signal }) => readOrders(scope, query, signal),
  });

export const orderCountsQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['order-counts', scope.key] as const,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/orders/counts', { signal })),
  });

export const orderQuery = (scope: Scope, orderId: string) =>
  queryOptions({
    queryKey: ['order', scope.key, orderId] as const,
    queryFn: ({ signal }) =>
      dataOf(api.within(scope).GET('/api/v1/orders/{orderId}', { params: { path: { orderId } }, signal })),
  });
