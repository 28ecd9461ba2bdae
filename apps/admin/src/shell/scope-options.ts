import { useRouter } from '@tanstack/react-router';
import type { ScopeOption } from '@zhanggui/api-client';
import { hrefOf, type RawSearch } from '../shared/search';
import { storedJson, useStored } from '../shared/stored';

export const scopeName = (option: ScopeOption): string => option.storeName ?? option.merchantName;
export const scopeKey = (option: ScopeOption): string => option.storeId ?? option.merchantId;

const recentAtMost = 6;
const isText = (value: unknown): value is string => typeof value === 'string';

export function readRecent(value: unknown): ScopeOption[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const option = entry as Partial<ScopeOption> | null;
    if (!option || !isText(option.merchantId) || !isText(option.merchantName)) return [];
    const hasStore = isText(option.storeId) && isText(option.storeName);
    return [
      {
        merchantId: option.merchantId,
        merchantName: option.merchantName,
        storeId: hasStore ? (option.storeId ?? null) : null,
        storeName: hasStore ? (option.storeName ?? null) : null,
      },
    ];
  });
}

export const withRecent = (recent: readonly ScopeOption[], option: ScopeOption): ScopeOption[] =>
  [option, ...recent.filter((known) => scopeKey(known) !== scopeKey(option))].slice(0, recentAtMost);

const stores = new Map<string, ReturnType<typeof storedJson<ScopeOption[]>>>();

/** Scopes that this person chose last in this browser. */
export function useRecentScopes(userId: string) {
  const known = stores.get(userId) ?? storedJson(`scopes.${userId}`, readRecent);
  stores.set(userId, known);
  const recent = useStored(known);
  return { recent, remember: (option: ScopeOption) => known.set(withRecent(known.get(), option)) };
}

/** What belongs to one scope alone and must not be carried into another. */
const ofOneScope = ['cursor', 'page', 'order', 'of'];

/** The same page in another scope; from one order or store, its list. */
export function pageInScope(
  pathname: string,
  search: RawSearch,
  scope: { merchant: string | undefined; store: string | undefined },
): string {
  const kept = Object.fromEntries(Object.entries(search).filter(([name]) => !ofOneScope.includes(name)));
  const [, first = '', second] = pathname.split('/');
  const isDetail = second !== undefined && second !== 'connect';
  return hrefOf(isDetail ? `/${first}` : pathname, { ...(isDetail ? {} : kept), ...scope });
}

export function useSwitchScope(): (option: ScopeOption | undefined) => void {
  const router = useRouter();
  return (option) => {
    const { pathname, search } = router.state.location;
    const scope = { merchant: option?.merchantId, store: option?.storeId ?? undefined };
    router.history.push(pageInScope(pathname, search, scope));
  };
}
