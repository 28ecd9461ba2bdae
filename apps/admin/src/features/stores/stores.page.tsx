import { HeartOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Store } from '@zhanggui/api-client';
import {
  Card,
  ColumnPicker,
  chosenColumns,
  DataTable,
  EmptyState,
  FilterBar,
  followWith,
  Page,
  Pager,
  RowsSkeleton,
  useShortcuts,
} from '@zhanggui/ui';
import { Button, Input, type InputRef, Segmented } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { usePages } from '../../shared/pages';
import { densityChoice } from '../../shared/preferences';
import { ProblemView, Requires } from '../../shared/problem';
import { useScope, withinScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useMay, useUser } from '../../shared/session';
import { stored, useStored } from '../../shared/stored';
import { StoreCard, storeColumns } from './stores.columns';
import { storesQuery } from './stores.queries';
import { type StoresSearch, storeStates } from './stores.search';
import './stores.css';

const columnsChoice = stored<string | null>(
  'columns.stores',
  (text) => text,
  (value) => value,
);

export function StoresPage() {
  return (
    <Requires permission="store.read">
      <Stores />
    </Requires>
  );
}

function Stores() {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const may = useMay();
  const user = useUser();
  const scope = useScope();
  const density = useStored(densityChoice);
  const remembered = useStored(columnsChoice);
  const search = useSearch({ from: '/app/stores' });
  const navigate = useNavigate({ from: '/stores' });
  const filter = { search: search.search, state: search.state };
  const list = useQuery({
    ...storesQuery(scope, { ...filter, cursor: search.cursor, limit: 50 }),
    placeholderData: withinScope(scope),
  });
  const show = (change: Partial<StoresSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const narrow = (change: Partial<StoresSearch>) => show({ ...change, cursor: undefined, page: undefined });
  const pages = usePages(`stores ${scope.key} ${JSON.stringify(filter)}`, search, list.data?.nextCursor, (to) =>
    show({ cursor: undefined, page: undefined, ...to }),
  );
  const manyMerchants = user.isProvider && !scope.merchantId;
  const columnWords = { t, words, language: i18n.language };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the language, which `t` changes with
  const columns = useMemo(() => storeColumns(columnWords, manyMerchants), [t, manyMerchants]);
  const shown = chosenColumns(columns, search.cols ?? remembered);

  // Inside of one merchant the scope says whose the store is; from above, the row does.
  const placeOf = (store: Store) => ({ ...scope.search, of: scope.merchantId ? undefined : store.merchantId });
  const hasFilter = search.search !== undefined || search.state !== undefined;
  return (
    <Page
      title={t('stores.title')}
      acts={
        <>
          <ColumnPicker
            columns={columns}
            shown={shown.map(({ key }) => key)}
            onChoose={(choice) => {
              columnsChoice.set(choice ?? null);
              show({ cols: choice }, true);
            }}
          />
          <HealthButton />
          {may('store.connect') ? <ConnectButton /> : null}
        </>
      }
    >
      <Card flush>
        <StoresFilter search={search} onChange={narrow} />
        {list.isPending ? (
          <RowsSkeleton rows={8} />
        ) : list.isError ? (
          <ProblemView error={list.error} onRetry={() => void list.refetch()} />
        ) : list.data.items.length === 0 ? (
          <NoStores hasFilter={hasFilter} />
        ) : (
          <DataTable
            label={t('stores.title')}
            rows={list.data.items}
            columns={shown}
            rowKey={(store) => store.id}
            rowName={(store) => `${store.name} ${words('stores.state', store.state)}`}
            rowHref={(store) => hrefOf(`/stores/${store.id}`, placeOf(store))}
            rowTestId={(store) => `store-row-${store.appid}`}
            onOpen={(store) =>
              void navigate({ to: '/stores/$storeId', params: { storeId: store.id }, search: placeOf(store) })
            }
            compact={density === 'compact'}
            card={(store) => <StoreCard store={store} {...columnWords} />}
          />
        )}
        {list.data ? <Pager {...pages} /> : null}
      </Card>
    </Page>
  );
}

function HealthButton() {
  const { t } = useTranslation();
  const scope = useScope();
  const navigate = useNavigate();
  return (
    <Button
      icon={<HeartOutlined />}
      href={hrefOf('/stores/health', { ...scope.search })}
      onClick={followWith(() => void navigate({ to: '/stores/health', search: { ...scope.search } }))}
      data-testid="stores-health"
    >
      {t('health.open')}
    </Button>
  );
}

function ConnectButton() {
  const { t } = useTranslation();
  const scope = useScope();
  const navigate = useNavigate();
  return (
    <Button
      type="primary"
      icon={<PlusOutlined />}
      href={hrefOf('/stores/connect', { ...scope.search })}
      onClick={followWith(() => void navigate({ to: '/stores/connect', search: { ...scope.search } }))}
      data-testid="connect-store"
    >
      {t('stores.connect')}
    </Button>
  );
}

const typingRestMs = 350;

function StoresFilter({
  search,
  onChange,
}: {
  search: StoresSearch;
  onChange: (change: Partial<StoresSearch>) => void;
}) {
  const { t } = useTranslation();
  const input = useRef<InputRef>(null);
  const [text, setText] = useState(search.search ?? '');
  const timer = useRef<number | undefined>(undefined);
  useShortcuts({ '/': () => input.current?.focus({ cursor: 'all' }) });
  useEffect(() => setText(search.search ?? ''), [search.search]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const type = (next: string) => {
    setText(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => onChange({ search: next.trim() || undefined }), typingRestMs);
  };
  return (
    <FilterBar label={t('stores.filterLabel')}>
      <Input
        ref={input}
        className="stores-search"
        value={text}
        onChange={(event) => type(event.target.value)}
        placeholder={t('stores.search')}
        aria-label={t('stores.search')}
        prefix={<SearchOutlined className="zg-faint" />}
        maxLength={80}
        allowClear
        data-testid="store-search"
      />
      <Segmented
        value={search.state ?? 'all'}
        onChange={(value) => onChange({ state: storeStates.find((state) => state === value) })}
        options={[
          { value: 'all', label: t('stores.stateAll') },
          ...storeStates.map((state) => ({ value: state, label: t(`stores.state.${state}`) })),
        ]}
      />
    </FilterBar>
  );
}

function NoStores({ hasFilter }: { hasFilter: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const scope = useScope();
  if (hasFilter)
    return (
      <EmptyState
        title={t('stores.noMatchTitle')}
        action={
          <Button onClick={() => void navigate({ to: '/stores', search: { ...scope.search } })}>
            {t('common.reset')}
          </Button>
        }
      >
        {t('stores.noMatchText')}
      </EmptyState>
    );
  return (
    <EmptyState title={t('stores.emptyTitle')} action={may('store.connect') ? <ConnectButton /> : null}>
      {t('stores.emptyText')}
    </EmptyState>
  );
}
