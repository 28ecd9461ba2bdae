import { type PagePlace, parsePage } from '../../shared/pages';
import { choiceParam, type RawSearch } from '../../shared/search';

export const workViews = ['parked', 'pushes'] as const;
export type WorkView = (typeof workViews)[number];

export interface WorkSearch extends PagePlace {
  /** Not set: parked work. */
  readonly view?: WorkView | undefined;
}

export const parseWorkSearch = (raw: RawSearch): WorkSearch => ({
  view: choiceParam(raw['view'], workViews),
  ...parsePage(raw),
});
