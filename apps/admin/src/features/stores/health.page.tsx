import { ArrowLeftOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { StoreHealth } from '@zhanggui/api-client';
import {
  Card,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  followWith,
  formatCount,
  Page,
  Pager,
  RowsSkeleton,
  TimeText,
} from '@zhanggui/ui';
import { Button, Segmented } from 'antd';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../shared/pages';
import { densityChoice } from '../../shared/preferences';
import { ProblemView, Requires } from '../../shared/problem';
import { useScope, withinScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useUser } from '../../shared/session';
import { useStored } from '../../shared/stored';
import { HealthLag, HealthProblems, HealthProof, HealthToken } from './health-parts';
import { healthQuery } from './stores.queries';
import { type HealthSearch, healthSorts } from './stores.search';
import './stores.css';

export function StoresHealthPage() {
  return (
    <Requires permission="store.read">
      <StoresHealth />
    </Requires>
  );
}

/** Every store of the scope, the worst first: whether its orders arrive in time. */
function StoresHealth() {
  const { t } = useTranslation();
  const user = useUser();
  const scope = useScope();
  const density = useStored(densityChoice);
  const search = useSearch({ from: '/app/stores/health' });
  const navigate = useNavigate({ from: '/stores/health' });
  const sort = search.sort ?? 'problems';
  const list = useQuery({
    ...healthQuery(scope, { sort, limit: 50, ...(search.cursor ? { cursor: search.cursor } : {}) }),
    placeholderData: withinScope(scope),
  });
  const show = (change: Partial<HealthSearch>) => void navigate({ search: (before) => ({ ...before, ...change }) });
  const pages = usePages(`health ${scope.key} ${sort}`, search, list.data?.nextCursor, (to) =>
    show({ cursor: undefined, page: undefined, ...to }),
  );
  const manyMerchants = user.isProvider && !scope.merchantId;
  const columns = useMemo(() => healthColumns(t, manyMerchants), [t, manyMerchants]);
  const placeOf = (store: StoreHealth) => ({ ...scope.search, of: scope.merchantId ? undefined : store.merchantId });
  const toStores = {
    href: hrefOf('/stores', { ...scope.search }),
    onClick: followWith(() => void navigate({ to: '/stores', search: { ...scope.search } })),
  };
  return (
    <Page
      title={t('health.title')}
      acts={
        <Button icon={<ArrowLeftOutlined />} aria-label={t('common.backToList')} {...toStores}>
          <span className="zg-desk-only">{t('common.backToList')}</span>
        </Button>
      }
    >
      <Card flush>
        <FilterBar label={t('health.sortLabel')}>
          <Segmented
            value={sort}
            onChange={(value) => show({ sort: value, cursor: undefined, page: undefined })}
            options={healthSorts.map((value) => ({ value, label: t(`health.sort.${value}`) }))}
          />
        </FilterBar>
        {list.isPending ? (
          <RowsSkeleton rows={8} />
        ) : list.isError ? (
          <ProblemView error={list.error} onRetry={() => void list.refetch()} />
        ) : list.data.items.length === 0 ? (
          <EmptyState title={t('health.emptyTitle')} action={<Button {...toStores}>{t('health.toStores')}</Button>}>
            {t('health.emptyText')}
          </EmptyState>
        ) : (
          <DataTable
            label={t('health.title')}
            rows={list.data.items}
            columns={columns}
            rowKey={(store) => store.id}
            rowName={(store) => store.name}
            rowHref={(store) => hrefOf(`/stores/${store.id}`, placeOf(store))}
            rowTestId={(store) => `health-row-${store.id}`}
            onOpen={(store) =>
              void navigate({ to: '/stores/$storeId', params: { storeId: store.id }, search: placeOf(store) })
            }
            mark={(store) => (store.problems.length > 0 ? 'attention' : undefined)}
            compact={density === 'compact'}
            card={(store) => <HealthRowCard store={store} />}
          />
        )}
        {list.data ? <Pager {...pages} /> : null}
      </Card>
    </Page>
  );
}

function healthColumns(t: TFunction, manyMerchants: boolean): Column<StoreHealth>[] {
  const merchant: Column<StoreHealth>[] = manyMerchants
    ? [{ key: 'merchant', title: t('health.column.merchant'), render: (store) => store.merchantName }]
    : [];
  return [
    {
      key: 'name',
      title: t('health.column.name'),
      fixed: true,
      render: (store) => <span className="stores-name">{store.name}</span>,
    },
    ...merchant,
    { key: 'problems', title: t('health.column.problems'), render: (store) => <HealthProblems health={store} /> },
    { key: 'lag', title: t('health.column.lag'), align: 'right', render: (store) => <HealthLag health={store} /> },
    {
      key: 'parked',
      title: t('health.column.parked'),
      align: 'right',
      render: (store) => <span className="zg-num">{formatCount(store.parkedWork)}</span>,
    },
    {
      key: 'push',
      title: t('health.column.push'),
      render: (store) => <TimeText at={store.lastPushAt} timeZone={store.timeZone} relative />,
    },
    {
      key: 'poll',
      title: t('health.column.poll'),
      render: (store) => <TimeText at={store.lastPollAt} timeZone={store.timeZone} relative />,
    },
    { key: 'token', title: t('health.column.token'), render: (store) => <HealthToken health={store} /> },
    { key: 'proof', title: t('health.column.certificate'), render: (store) => <HealthProof health={store} /> },
  ];
}

function HealthRowCard({ store }: { store: StoreHealth }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="zg-card-line">
        <span className="stores-name zg-truncate">{store.name}</span>
        <HealthLag health={store} />
      </div>
      <div className="zg-card-line">
        <HealthProblems health={store} />
      </div>
      <div className="zg-card-line zg-faint">
        <span>
          {t('health.column.push')} <TimeText at={store.lastPushAt} timeZone={store.timeZone} relative />
        </span>
        <span>
          {t('health.column.poll')} <TimeText at={store.lastPollAt} timeZone={store.timeZone} relative />
        </span>
      </div>
    </>
  );
}
