import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Background, dataOf } from '@zhanggui/api-client';
import { BlockSkeleton, Card, formatCapped, Page, Pager, RowsSkeleton, TabBar } from '@zhanggui/ui';
import { App, Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { type PagePlace, usePages } from '../../shared/pages';
import { ProblemView, Requires, useTellProblem } from '../../shared/problem';
import { useScope, withinScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useMay } from '../../shared/session';
import { KeptPushes } from './kept-pushes';
import { ParkedWorkList } from './parked-work';
import { workQuery } from './work.queries';
import { workViews } from './work.search';
import { WorkQueues } from './work-queues';
import './work.css';

const watchMs = 5000;

export function WorkPage() {
  return (
    <Requires permission="work.read">
      <WorkScreen />
    </Requires>
  );
}

function WorkScreen() {
  const { t } = useTranslation();
  const scope = useScope();
  const search = useSearch({ from: '/app/work' });
  const navigate = useNavigate({ from: '/work' });
  const view = search.view ?? 'parked';
  const cursor = view === 'parked' ? search.cursor : undefined;
  const query = useQuery({
    ...workQuery(scope, cursor),
    placeholderData: withinScope(scope),
    // Queues move all the time while something waits.
    refetchInterval: ({ state }) => (state.data?.queues.some(({ open }) => open > 0) ? watchMs : false),
  });
  const go = (place: PagePlace) =>
    void navigate({ search: (before) => ({ ...before, cursor: undefined, page: undefined, ...place }) });
  const pages = usePages(`work ${scope.key}`, search, query.data?.nextCursor, go);
  const parked = query.data ? parkedCount(query.data) : undefined;
  return (
    <Page
      title={t('work.title')}
      note={t('work.note')}
      acts={query.data && parked ? <RestartAll count={parked} /> : null}
    >
      <div className="zg-stack">
        {query.data ? (
          <WorkQueues background={query.data} />
        ) : query.isError ? null : (
          <div className="queues">
            <BlockSkeleton height={106} />
            <BlockSkeleton height={106} />
          </div>
        )}
        <Card flush>
          <TabBar
            label={t('work.title')}
            active={view}
            onSelect={(key) =>
              void navigate({
                search: { ...scope.search, view: key === 'pushes' ? ('pushes' as const) : undefined },
              })
            }
            tabs={workViews.map((key) => ({
              key,
              label: t(`work.tabs.${key}`),
              count: key === 'parked' && parked ? formatCapped(parked, query.data?.cap ?? parked + 1) : undefined,
              urgent: true,
              href: hrefOf('/work', { ...scope.search, view: key === 'parked' ? undefined : key }),
              testId: `work-tab-${key}`,
            }))}
          />
          {view === 'pushes' ? (
            <KeptPushes place={search} onGo={go} />
          ) : query.data ? (
            <>
              <ParkedWorkList background={query.data} />
              <Pager {...pages} />
            </>
          ) : query.isError ? (
            <ProblemView error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <RowsSkeleton rows={5} />
          )}
        </Card>
      </div>
    </Page>
  );
}

const parkedCount = (background: Background): number =>
  Math.min(
    background.cap,
    background.queues.reduce((sum, queue) => sum + queue.parked, 0),
  );

function RestartAll({ count }: { count: number }) {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useScope();
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  const queryClient = useQueryClient();
  const restart = useMutation({
    mutationFn: () => dataOf(api.within(scope).POST('/api/v1/work/restart')),
    onSuccess: async ({ restarted }) => {
      void message.success(t('work.restartedCount', { count: restarted }));
      await queryClient.invalidateQueries({ queryKey: ['work'] });
    },
    onError: tellProblem,
  });
  if (!may('work.restart')) return null;
  return (
    <Popconfirm
      title={t('work.restartAllTitle', { count })}
      description={<div className="zg-explain">{t('work.restartAllText')}</div>}
      okText={t('work.restartAll')}
      cancelText={t('common.cancel')}
      placement="bottomRight"
      onConfirm={() => restart.mutate()}
    >
      <Button loading={restart.isPending} data-testid="restart-all">
        {t('work.restartAll')}
      </Button>
    </Popconfirm>
  );
}
