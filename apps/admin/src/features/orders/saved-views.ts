import { storedJson } from '../../shared/stored';
import { type OrderSearch, parseOrderSearch } from './orders.search';

/** A named set of tab, filters and columns. */
export interface SavedView {
  readonly name: string;
  readonly search: OrderSearch;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads views as they were stored; what is not one is dropped. */
export function readSavedViews(value: unknown): SavedView[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isRecord(entry) || typeof entry['name'] !== 'string' || !isRecord(entry['search'])) return [];
    return [{ name: entry['name'], search: toSaved(parseOrderSearch(entry['search'])) }];
  });
}

/** What of a list is worth keeping: not the page, nor the order that happens to be open. */
export const toSaved = ({ cursor: _cursor, page: _page, order: _order, ...search }: OrderSearch): OrderSearch => search;

const sorted = (search: OrderSearch) =>
  JSON.stringify(
    Object.entries(toSaved(search))
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => a.localeCompare(b)),
  );

export const isSameView = (a: OrderSearch, b: OrderSearch): boolean => sorted(a) === sorted(b);

export const withView = (views: readonly SavedView[], view: SavedView): SavedView[] =>
  views.some(({ name }) => name === view.name)
    ? views.map((known) => (known.name === view.name ? view : known))
    : [...views, view];

export const withoutView = (views: readonly SavedView[], name: string): SavedView[] =>
  views.filter((view) => view.name !== name);

export const renamedView = (views: readonly SavedView[], from: string, to: string): SavedView[] =>
  withoutView(views, from === to ? '' : to).map((view) => (view.name === from ? { ...view, name: to } : view));

export const makeSavedViewsStore = () => storedJson<SavedView[]>('views.orders', readSavedViews);
