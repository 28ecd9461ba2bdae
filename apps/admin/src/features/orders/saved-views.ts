import type { SavedView } from '@zhanggui/api-client';
import { parseScopeSearch, type ScopeSearch } from '../../shared/search';
import { stored } from '../../shared/stored';
import { filterOf, type OrderSearch, parseOrderSearch } from './orders.search';

/** What a view keeps of a list: tab, filters and columns; the scope only where the person wants it. */
export type ViewContent = Pick<SavedView, 'query' | 'columns'>;

export function toSaved(search: OrderSearch, scope: ScopeSearch = {}): ViewContent {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...filterOf(search), ...scope }))
    if (value !== undefined) query[name] = String(value);
  return { query, columns: search.cols?.split(',').filter(Boolean) ?? [] };
}

/** The address that a view opens; without a scope of its own it stays in the one on screen. */
export function searchOf({ query, columns }: ViewContent): OrderSearch & ScopeSearch {
  const { merchant, store } = parseScopeSearch(query);
  return {
    ...parseOrderSearch({ ...query, ...(columns.length > 0 ? { cols: columns.join(',') } : {}) }),
    ...(merchant ? { merchant } : {}),
    ...(store ? { store } : {}),
  };
}

const textOf = ({ query, columns }: ViewContent) =>
  JSON.stringify([Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)), columns]);

/** Whether the list on screen is that of a view, whatever page it is on. */
export function isShown(view: ViewContent, search: OrderSearch & ScopeSearch): boolean {
  const { merchant, store } = searchOf(view);
  if ((merchant && merchant !== search.merchant) || (store && store !== search.store)) return false;
  return textOf(toSaved(searchOf(view))) === textOf(toSaved(search));
}

export const isEmptyContent = ({ query, columns }: ViewContent): boolean =>
  Object.keys(query).length === 0 && columns.length === 0;

const nameLength = 40;

/** The name itself or, where it is taken, with the first number that is free. */
export function freeName(name: string, taken: readonly string[]): string {
  let free = name.slice(0, nameLength);
  for (let n = 2; taken.includes(free); n++) free = `${name.slice(0, nameLength - ` ${n}`.length)} ${n}`;
  return free;
}

export interface StoredView extends ViewContent {
  readonly name: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads views that this browser kept; what is not one is dropped. */
export function readStoredViews(text: string | null): StoredView[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(value)) return [];
    return value.flatMap((entry: unknown) =>
      isRecord(entry) && typeof entry['name'] === 'string' && entry['name'].trim() && isRecord(entry['search'])
        ? [{ name: entry['name'].trim(), ...toSaved(parseOrderSearch(entry['search'])) }]
        : [],
    );
  } catch {
    return [];
  }
}

/** Views that this browser keeps from the time before people had them in their accounts. */
export const makeStoredViews = () =>
  stored<StoredView[]>('views.orders', readStoredViews, (views) =>
    views.length === 0
      ? null
      : JSON.stringify(views.map(({ name, ...content }) => ({ name, search: searchOf(content) }))),
  );
