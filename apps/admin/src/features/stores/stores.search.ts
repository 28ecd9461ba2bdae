import type { StoreHealthSort, StoreState } from '@zhanggui/api-client';
import { type PagePlace, parsePage } from '../../shared/pages';
import { choiceParam, type RawSearch, textParam, uuidPattern } from '../../shared/search';

export const storeStates = ['connected', 'unauthorized', 'failing'] as const satisfies readonly StoreState[];

export interface StoresSearch extends PagePlace {
  readonly search?: string | undefined;
  readonly state?: StoreState | undefined;
  readonly cols?: string | undefined;
}

export const parseStoresSearch = (raw: RawSearch): StoresSearch => ({
  search: textParam(raw['search'], /^.{1,80}$/),
  state: choiceParam(raw['state'], storeStates),
  ...parsePage(raw),
  cols: textParam(raw['cols'], /^[a-zA-Z,]{1,200}$/),
});

export const healthSorts = ['problems', 'lag'] as const satisfies readonly StoreHealthSort[];

export interface HealthSearch extends PagePlace {
  /** Left out: by problems. */
  readonly sort?: StoreHealthSort | undefined;
}

export const parseHealthSearch = (raw: RawSearch): HealthSearch => ({
  sort: choiceParam(raw['sort'], healthSorts),
  ...parsePage(raw),
});

export interface StoreSearch {
  /** The store's merchant, when the page is opened from the view of all merchants. */
  readonly of?: string | undefined;
}

export const parseStoreSearch = (raw: RawSearch): StoreSearch => ({ of: textParam(raw['of'], uuidPattern) });
