import { choiceParam, type RawSearch, textParam } from '../../shared/search';

export const peopleViews = ['people', 'invitations', 'roles'] as const;
export type PeopleView = (typeof peopleViews)[number];

export interface PeopleSearch {
  /** Not set: people. */
  readonly view?: PeopleView | undefined;
  readonly search?: string | undefined;
}

export const parsePeopleSearch = (raw: RawSearch): PeopleSearch => ({
  view: choiceParam(raw['view'], peopleViews),
  search: textParam(raw['search'], /^.{1,80}$/),
});
