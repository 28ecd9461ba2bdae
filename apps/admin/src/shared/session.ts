import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { dataOf, type OpenSupport, type SignedInUser } from '@zhanggui/api-client';
import { type Permission, supportPermissions } from '@zhanggui/contracts';
import { api } from './api';

/** The signed-in person; asked for before any page is shown. */
export const userQuery = queryOptions({
  queryKey: ['user'] as const,
  staleTime: 5 * 60_000,
  retry: false,
  queryFn: ({ signal }): Promise<SignedInUser> => dataOf(api.plain.GET('/api/v1/auth/me', { signal })),
});

export const useUser = (): SignedInUser => useSuspenseQuery(userQuery).data;

/** The support access by which the person is in the merchant on screen, if that is their only way in. */
export function useSupport(): OpenSupport | undefined {
  const user = useUser();
  const { merchant } = useSearch({ strict: false });
  return user.openSupport.find((open) => open.only && open.merchantId === merchant);
}

/** What the person may do in the scope on screen. */
export function useMay(): (permission: Permission) => boolean {
  const user = useUser();
  const rights: readonly Permission[] = useSupport() ? supportPermissions : user.permissions;
  return (permission) => rights.includes(permission);
}
