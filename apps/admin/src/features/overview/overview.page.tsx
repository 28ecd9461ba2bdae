import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Overview } from '@zhanggui/api-client';
import { BlockSkeleton, EmptyState, Page, TimeText } from '@zhanggui/ui';
import { Button, Segmented } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView, Requires } from '../../shared/problem';
import { useScope, useScopeFacts, withinScope } from '../../shared/scope';
import { useMay } from '../../shared/session';
import { overviewQuery } from './overview.queries';
import { periods } from './overview.search';
import { OverviewChart } from './overview-chart';
import { OverviewEntries } from './overview-entries';
import { OverviewFigures } from './overview-figures';
import { chartSlots } from './overview-series';
import { OverviewWaiting } from './overview-waiting';
import './overview.css';

export function OverviewPage() {
  return (
    <Requires permission="report.read">
      <OverviewScreen />
    </Requires>
  );
}

function OverviewScreen() {
  const { t } = useTranslation();
  const scope = useScope();
  const { period = 'today' } = useSearch({ from: '/app/overview' });
  const navigate = useNavigate({ from: '/overview' });
  const query = useQuery({ ...overviewQuery(scope, period), placeholderData: withinScope(scope) });
  const { data, error } = query;
  return (
    <Page
      title={t('overview.title')}
      note={data ? <AsOf overview={data} /> : ' '}
      acts={
        <Segmented
          value={period}
          aria-label={t('overview.period.label')}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, period: next === 'today' ? undefined : next }) })
          }
          options={periods.map((value) => ({
            value,
            label: <span data-testid={`period-${value}`}>{t(`overview.period.${value}`)}</span>,
          }))}
        />
      }
    >
      {data ? (
        <OverviewBody overview={data} isStale={query.isPlaceholderData} />
      ) : error ? (
        <ProblemView error={error} onRetry={() => void query.refetch()} />
      ) : (
        <OverviewSkeleton />
      )}
    </Page>
  );
}

function OverviewBody({ overview, isStale }: { overview: Overview; isStale: boolean }) {
  const slots = useMemo(() => chartSlots(overview), [overview]);
  const { hasStores } = useScopeFacts();
  if (hasStores === false) return <NoStores />;
  return (
    <div className={`zg-stack${isStale ? ' overview-stale' : ''}`}>
      <OverviewFigures overview={overview} slots={slots} />
      <OverviewWaiting waiting={overview.waiting} />
      <div className="overview-columns">
        <OverviewChart overview={overview} slots={slots} />
        <OverviewEntries overview={overview} />
      </div>
    </div>
  );
}

function AsOf({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const days =
    overview.from === overview.to ? overview.to : t('overview.range', { from: overview.from, to: overview.to });
  return (
    <>
      <span className="zg-num">{days}</span> · {t('overview.asOf')}{' '}
      <TimeText at={overview.asOf} timeZone={overview.timeZone} style="second" />{' '}
      <span className="zg-faint">{overview.timeZone}</span>
    </>
  );
}

function NoStores() {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useScope();
  const navigate = useNavigate();
  return (
    <EmptyState
      title={t('overview.noStoresTitle')}
      action={
        may('store.connect') ? (
          <Button type="primary" onClick={() => void navigate({ to: '/stores/connect', search: { ...scope.search } })}>
            {t('stores.connect')}
          </Button>
        ) : null
      }
    >
      {t('overview.noStoresText')}
    </EmptyState>
  );
}

function OverviewSkeleton() {
  return (
    <div className="zg-stack">
      <div className="overview-figures">
        {['gmv', 'orders', 'average', 'rate'].map((key) => (
          <BlockSkeleton key={key} height={143} />
        ))}
      </div>
      <BlockSkeleton height={120} />
      <div className="overview-columns">
        <BlockSkeleton height={334} />
        <BlockSkeleton height={334} />
      </div>
    </div>
  );
}
