import { queryOptions } from '@tanstack/react-query';
import { dataOf, type OverviewPeriod } from '@zhanggui/api-client';
import { api } from '../../shared/api';
import type { Scope } from '../../shared/scope';

export const overviewQuery = (scope: Scope, period: OverviewPeriod) =>
  queryOptions({
    queryKey: ['overview', scope.key, period] as const,
    queryFn: ({ signal }) =>
      dataOf(api.within(scope).GET('/api/v1/reports/overview', { params: { query: { period } }, signal })),
  });
