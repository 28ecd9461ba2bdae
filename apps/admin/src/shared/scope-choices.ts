import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { dataOf, type ScopeOption } from '@zhanggui/api-client';
import { useEffect, useState } from 'react';
import { api } from './api';

export type ScopeChoiceOption = ScopeOption;

export const scopeOptionsQuery = (search: string) =>
  queryOptions({
    queryKey: ['scope-options', search] as const,
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      dataOf(api.plain.GET('/api/v1/stores/scopes', { params: { query: search ? { search } : {} }, signal })),
  });

const typingRestMs = 180;

/** Merchants and stores by name; the server searches, since there may be thousands. */
export function useScopeChoices(text: string, enabled: boolean) {
  const [search, setSearch] = useState(text.trim());
  useEffect(() => {
    const timer = setTimeout(() => setSearch(text.trim()), typingRestMs);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({ ...scopeOptionsQuery(search), enabled, placeholderData: keepPreviousData });
  /** What is on screen answers an earlier text. */
  const isWaiting = enabled && (search !== text.trim() || query.isPlaceholderData || query.isPending);
  return { options: query.data?.items ?? [], isWaiting };
}
