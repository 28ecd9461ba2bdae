import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { dataOf, type SignedInUser } from '@zhanggui/api-client';
import type { Permission } from '@zhanggui/contracts';
import { api } from './api';

/** The signed-in person; asked for before any page is shown. */
export const userQuery = queryOptions({
  queryKey: ['user'] as const,
  staleTime: 5 * 60_000,
  retry: false,
  queryFn: ({ signal }): Promise<SignedInUser> => dataOf(api.plain.GET('/api/v1/auth/me', { signal })),
});

export const useUser = (): SignedInUser => useSuspenseQuery(userQuery).data;

export function useMay(): (permission: Permission) => boolean {
  const user = useUser();
  return (permission) => user.permissions.includes(permission);
}
