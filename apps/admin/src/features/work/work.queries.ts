import { queryOptions } from '@tanstack/react-query';
import { dataOf } from '@zhanggui/api-client';
import { api } from '../../shared/api';
import type { Scope } from '../../shared/scope';

export const workQuery = (scope: Scope, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['work', scope.key, cursor ?? null] as const,
    queryFn: ({ signal }) =>
      dataOf(
        api
          .within(scope)
          .GET('/api/v1/work', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } }, signal }),
      ),
  });

export const keptPushesQuery = (scope: Scope, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['kept-pushes', scope.key, cursor ?? null] as const,
    queryFn: ({ signal }) =>
      dataOf(
        api
          .within(scope)
          .GET('/api/v1/work/pushes', { params: { query: { limit: 30, ...(cursor ? { cursor } : {}) } }, signal }),
      ),
  });
