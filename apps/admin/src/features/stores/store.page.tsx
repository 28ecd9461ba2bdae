import { ArrowLeftOutlined, EditOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { done, type StoreDetail } from '@zhanggui/api-client';
import { DetailSkeleton, followWith, Page } from '@zhanggui/ui';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { ProblemView, Requires, useTellProblem } from '../../shared/problem';
import { merchantScope, useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useMay } from '../../shared/session';
import { EditStore } from './edit-store';
import { StoreBackfill } from './store-backfill';
import { StoreCertificates } from './store-certificates';
import { StoreConnection, StorePermissions, StorePushes } from './store-connection';
import { StoreHealthCard } from './store-health';
import { storeQuery } from './stores.queries';
import './stores.css';

/** While history is read or a day is checked, the page looks again this often. */
const watchMs = 2000;
const watchAfterCheckMs = 30_000;

export function StorePage() {
  return (
    <Requires permission="store.read">
      <StoreScreen />
    </Requires>
  );
}

function StoreScreen() {
  const { t } = useTranslation();
  const scope = useScope();
  const { storeId } = useParams({ from: '/app/stores/$storeId' });
  const { of } = useSearch({ from: '/app/stores/$storeId' });
  const navigate = useNavigate();
  const [watchUntil, setWatchUntil] = useState(0);
  const within = scope.merchantId ? scope : of ? merchantScope(of) : scope;
  const { data, error, refetch } = useQuery({
    ...storeQuery(within, storeId),
    refetchInterval: ({ state }) =>
      state.data?.backfill?.state === 'running' || Date.now() < watchUntil ? watchMs : false,
  });
  return (
    <Page
      title={data?.name ?? t('stores.title')}
      note={data ? t('stores.merchantStores', { name: data.merchantName }) : ' '}
      acts={
        <>
          <Button
            icon={<ArrowLeftOutlined />}
            href={hrefOf('/stores', { ...scope.search })}
            onClick={followWith(() => void navigate({ to: '/stores', search: { ...scope.search } }))}
            aria-label={t('common.backToList')}
          >
            <span className="zg-desk-only">{t('common.backToList')}</span>
          </Button>
          {data ? <StoreActs store={data} /> : null}
        </>
      }
    >
      {data ? (
        <StoreBody store={data} onWatch={() => setWatchUntil(Date.now() + watchAfterCheckMs)} />
      ) : error ? (
        <ProblemView error={error} onRetry={() => void refetch()} />
      ) : (
        <DetailSkeleton />
      )}
    </Page>
  );
}

function StoreActs({ store }: { store: StoreDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [isEditing, setEditing] = useState(false);
  const ordersSearch = { merchant: store.merchantId, store: store.id };
  return (
    <>
      {may('order.read') ? (
        <Button
          icon={<UnorderedListOutlined />}
          href={hrefOf('/orders', ordersSearch)}
          onClick={followWith(() => void navigate({ to: '/orders', search: ordersSearch }))}
        >
          {t('store.orders')}
        </Button>
      ) : null}
      {may('store.manage') ? (
        <Button icon={<EditOutlined />} onClick={() => setEditing(true)} data-testid="edit-store">
          {t('store.edit.act')}
        </Button>
      ) : null}
      {isEditing ? <EditStore store={store} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function StoreBody({ store, onWatch }: { store: StoreDetail; onWatch: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  const queryClient = useQueryClient();
  const client = api.within(merchantScope(store.merchantId));
  const params = { path: { storeId: store.id } };
  const look = () => queryClient.invalidateQueries({ queryKey: ['store'] });
  const run = useMutation({
    mutationFn: () => done(client.POST('/api/v1/stores/{storeId}/backfill', { params })),
    onSuccess: look,
    onError: tellProblem,
  });
  const pause = useMutation({
    mutationFn: () => done(client.POST('/api/v1/stores/{storeId}/backfill/pause', { params })),
    onSuccess: look,
    onError: tellProblem,
  });
  const check = useMutation({
    mutationFn: (day: string) => done(client.POST('/api/v1/stores/{storeId}/certificates', { params, body: { day } })),
    onSuccess: (_, day) => {
      void message.success(t('store.certificates.asked', { day }));
      onWatch();
      return look();
    },
    onError: tellProblem,
  });
  return (
    <div className="store-columns">
      <div className="zg-stack">
        <StoreConnection store={store} />
        <StoreBackfill
          store={store}
          onRun={() => run.mutate()}
          onPause={() => pause.mutate()}
          isBusy={run.isPending || pause.isPending}
        />
        <StoreCertificates store={store} onCheck={(day) => check.mutate(day)} isChecking={check.isPending} />
      </div>
      <div className="zg-stack">
        <StoreHealthCard store={store} />
        <StorePushes store={store} />
        <StorePermissions store={store} />
      </div>
    </div>
  );
}
