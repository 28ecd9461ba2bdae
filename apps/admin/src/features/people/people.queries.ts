import { queryOptions } from '@tanstack/react-query';
import { dataOf } from '@zhanggui/api-client';
import { api } from '../../shared/api';
import type { Scope } from '../../shared/scope';

export const peopleQuery = (scope: Scope, search: string | undefined) =>
  queryOptions({
    queryKey: ['people', scope.key, search ?? null] as const,
    queryFn: ({ signal }) =>
      dataOf(api.within(scope).GET('/api/v1/people', { params: { query: search ? { search } : {} }, signal })),
  });

export const invitationsQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['invitations', scope.key] as const,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/people/invitations', { signal })),
  });

export const rolesQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['own-roles', scope.key] as const,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/roles', { signal })),
  });
