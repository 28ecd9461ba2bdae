import type { OrderListQuery, Overview, OverviewPeriod } from '@zhanggui/api-client';
import { choiceParam, type RawSearch } from '../../shared/search';

export const periods = ['today', '7d', '30d'] as const satisfies readonly OverviewPeriod[];

export interface OverviewSearch {
  /** Not set: today. */
  readonly period?: OverviewPeriod | undefined;
}

export const parseOverviewSearch = (raw: RawSearch): OverviewSearch => ({
  period: choiceParam(raw['period'], periods),
});

export type CountedKind = NonNullable<OrderListQuery['counted']>;

/** The part of the order list's address that shows exactly the orders behind a figure. */
export const ordersBehind = (overview: Overview, counted: CountedKind) => ({
  counted,
  countedFrom: overview.from,
  countedTo: overview.to,
});
