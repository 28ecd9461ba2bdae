import { ColumnHeightOutlined, ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { OrderListItem } from '@zhanggui/api-client';
import {
  Card,
  ColumnPicker,
  chosenColumns,
  DataTable,
  EmptyState,
  formatCapped,
  Page,
  Pager,
  RowsSkeleton,
  SidePanel,
  TabBar,
  usePhone,
} from '@zhanggui/ui';
import { Button } from 'antd';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { usePages } from '../../shared/pages';
import { densityChoice } from '../../shared/preferences';
import { ProblemView, Requires } from '../../shared/problem';
import { useScope, useScopeFacts } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useUser } from '../../shared/session';
import { stored, useStored } from '../../shared/stored';
import { OrderDetailView } from './order-detail';
import { useStateWord } from './order-words';
import { OrderCard, orderColumns } from './orders.columns';
import { orderCountsQuery } from './orders.queries';
import {
  filterCount,
  filterOf,
  noFilter,
  type OrderFilter,
  type OrderSearch,
  orderViews,
  toOrderQuery,
} from './orders.search';
import { OrdersFilter } from './orders-filter';
import { SavedViewsBar, SaveView } from './saved-views-bar';
import { useOrderList } from './use-order-list';
import './orders.css';

const columnsChoice = stored<string | null>(
  'columns.orders',
  (text) => text,
  (value) => value,
);

export function OrdersPage() {
  return (
    <Requires permission="order.read">
      <Orders />
    </Requires>
  );
}

function Orders() {
  const { t } = useTranslation();
  const scope = useScope();
  const facts = useScopeFacts();
  const search = useSearch({ from: '/app/orders' });
  const navigate = useNavigate({ from: '/orders' });
  const place = useRef<HTMLDivElement>(null);
  const filter = filterOf(search);
  const list = useOrderList(scope, toOrderQuery(filter, facts.timeZone, search.cursor), place, true);
  const columns = useColumns(search);
  const density = useStored(densityChoice);

  const show = (change: Partial<OrderSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: false });
  const narrow = (change: Partial<OrderFilter>) =>
    show({ ...change, cursor: undefined, page: undefined, order: undefined });
  const open = (order: OrderListItem) => show({ order: order.id }, search.order !== undefined);
  const pages = usePages(`${scope.key} ${JSON.stringify(filter)}`, search, list.data?.nextCursor, (to) => {
    show({ cursor: undefined, page: undefined, ...to });
    window.scrollTo({ top: 0 });
  });
  const hasFilter = filterCount(filter) > 0 || filter.view !== undefined;

  return (
    <Page
      title={t('orders.title')}
      acts={
        <>
          <Button
            icon={<ReloadOutlined spin={list.isFetching && !list.isPending} />}
            onClick={() => void list.refetch()}
            aria-label={t('common.refresh')}
            title={t('common.refresh')}
          />
          <DensityButton />
          <ColumnPicker
            columns={columns.all}
            shown={columns.shown.map(({ key }) => key)}
            onChoose={(choice) => {
              columnsChoice.set(choice ?? null);
              show({ cols: choice }, true);
            }}
          />
        </>
      }
    >
      <div ref={place}>
        <Card flush>
          <OrderTabs search={search} onSelect={(view) => narrow({ view })} />
          <OrdersFilter filter={filter} timeZone={facts.timeZone} onChange={narrow} onReset={() => narrow(noFilter)}>
            <SaveView search={search} />
          </OrdersFilter>
          <SavedViewsBar
            search={search}
            onOpen={(saved) => void navigate({ search: () => ({ ...scope.search, ...saved }) })}
          />
          {list.pendingCount > 0 ? (
            <div className="orders-changed">
              <button type="button" onClick={list.showPending} data-testid="orders-changed">
                {t('orders.changed', { count: list.pendingCount })}
                <span>{t('orders.showChanged')}</span>
              </button>
            </div>
          ) : null}
          <OrderRows
            list={list}
            columns={columns.shown}
            search={search}
            hasFilter={hasFilter}
            compact={density === 'compact'}
            onOpen={open}
          />
          {list.data ? <Pager {...pages} /> : null}
        </Card>
      </div>
      {search.order ? (
        <SidePanel
          label={t('order.label')}
          onClose={() => show({ order: undefined })}
          pageHref={hrefOf(`/orders/${search.order}`, { ...scope.search })}
          onOpenPage={() =>
            void navigate({ to: '/orders/$orderId', params: { orderId: search.order! }, search: { ...scope.search } })
          }
        >
          <OrderDetailView orderId={search.order} key={search.order} />
        </SidePanel>
      ) : null}
    </Page>
  );
}

/** The columns that the scope makes sense of; those shown are told by the URL, else by this browser. */
function useColumns(search: OrderSearch) {
  const { t } = useTranslation();
  const words = useWords();
  const stateWord = useStateWord();
  const user = useUser();
  const scope = useScope();
  const remembered = useStored(columnsChoice);
  const manyMerchants = user.isProvider && !scope.merchantId;
  const manyStores = !scope.storeId;
  const all = useMemo(
    () => orderColumns({ t, words, stateWord }, { manyMerchants, manyStores }),
    [t, words, stateWord, manyMerchants, manyStores],
  );
  return { all, shown: chosenColumns(all, search.cols ?? remembered) };
}

const shownViews: ReadonlySet<string> = new Set(orderViews);

function OrderTabs({ search, onSelect }: { search: OrderSearch; onSelect: (view: OrderFilter['view']) => void }) {
  const { t } = useTranslation();
  const scope = useScope();
  const { data: counts } = useQuery(orderCountsQuery(scope));
  const countOf = new Map(counts?.items.map(({ view, count }) => [view, count]));
  const urgent = new Set<string>(['overdue', 'unknown']);
  const { cursor: _cursor, page: _page, order: _order, ...kept } = search;
  // A view that has no tab of its own, from an address or a saved view, gets one while it is shown.
  const own = search.view && !shownViews.has(search.view) ? [search.view] : [];
  const views = ['all', ...orderViews, ...own] as const;
  return (
    <TabBar
      label={t('orders.title')}
      active={search.view ?? 'all'}
      onSelect={(key) => onSelect(views.find((view) => view !== 'all' && view === key) as OrderFilter['view'])}
      tabs={views.map((view) => {
        const count = view === 'all' ? undefined : countOf.get(view);
        return {
          key: view,
          label: t(`orders.view.${view}`),
          count: count === undefined || !counts || count === 0 ? undefined : formatCapped(count, counts.cap),
          urgent: urgent.has(view),
          href: hrefOf('/orders', { ...scope.search, ...kept, view: view === 'all' ? undefined : view }),
          testId: `order-tab-${view}`,
        };
      })}
    />
  );
}

interface OrderRowsProps {
  readonly list: ReturnType<typeof useOrderList>;
  readonly columns: ReturnType<typeof orderColumns>;
  readonly search: OrderSearch;
  readonly hasFilter: boolean;
  readonly compact: boolean;
  readonly onOpen: (order: OrderListItem) => void;
}

function OrderRows({ list, columns, search, hasFilter, compact, onOpen }: OrderRowsProps) {
  const { t } = useTranslation();
  const words = useWords();
  const stateWord = useStateWord();
  const scope = useScope();
  if (list.isPending) return <RowsSkeleton />;
  if (list.isError) return <ProblemView error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.items.length === 0)
    return <NoOrders hasFilter={hasFilter} onlyView={filterCount(filterOf(search)) === 0} />;
  return (
    <div className={list.isPlaceholderData ? 'orders-stale' : undefined}>
      <DataTable
        label={t('orders.title')}
        rows={list.data.items}
        columns={columns}
        rowKey={(order) => order.id}
        rowName={(order) => `${order.platformOrderId} ${stateWord(order)} ${order.title}`}
        rowHref={(order) => hrefOf(`/orders/${order.id}`, { ...scope.search })}
        rowTestId={(order) => `order-row-${order.platformOrderId}`}
        onOpen={onOpen}
        openKey={search.order}
        compact={compact}
        card={(order) => (
          <OrderCard order={order} t={t} words={words} stateWord={stateWord} showsStore={!scope.storeId} />
        )}
      />
    </div>
  );
}

function NoOrders({ hasFilter, onlyView }: { hasFilter: boolean; onlyView: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scope = useScope();
  if (hasFilter)
    return (
      <EmptyState
        title={t('orders.emptyTitle')}
        action={
          <Button onClick={() => void navigate({ to: '/orders', search: { ...scope.search } })}>
            {t('common.reset')}
          </Button>
        }
      >
        {onlyView ? t('orders.emptyViewText') : t('orders.emptyText')}
      </EmptyState>
    );
  return (
    <EmptyState
      title={t('orders.noneTitle')}
      action={
        <Button type="primary" onClick={() => void navigate({ to: '/stores', search: { ...scope.search } })}>
          {t('orders.toStores')}
        </Button>
      }
    >
      {t('orders.noneText')}
    </EmptyState>
  );
}

function DensityButton() {
  const { t } = useTranslation();
  const density = useStored(densityChoice);
  const isPhone = usePhone();
  if (isPhone) return null;
  const label = t('orders.density.label', { density: t(`orders.density.${density}`) });
  return (
    <Button
      icon={<ColumnHeightOutlined />}
      aria-label={label}
      title={label}
      onClick={() => densityChoice.set(density === 'compact' ? 'cosy' : 'compact')}
    />
  );
}
