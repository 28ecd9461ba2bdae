import type { Store } from '@zhanggui/api-client';
import { type Column, CopyText, StatusTag, TimeText } from '@zhanggui/ui';
import type { TFunction } from 'i18next';
import type { FindWord } from '../../i18n/use-words';
import { problemRemedy, problemSentence } from '../../shared/phrases';
import { platformTone, storeTone } from './store-words';

export interface StoreColumnWords {
  readonly t: TFunction;
  readonly words: FindWord;
  readonly language: string;
}

export function storeColumns(columnWords: StoreColumnWords, manyMerchants: boolean): Column<Store>[] {
  const { t, words } = columnWords;
  return [
    {
      key: 'name',
      title: t('stores.column.name'),
      fixed: true,
      render: (store) => (
        <>
          <span className="stores-name">{store.name}</span>
          {store.nickname && store.nickname !== store.name ? (
            <span className="zg-faint stores-nickname">{store.nickname}</span>
          ) : null}
        </>
      ),
    },
    {
      key: 'state',
      title: t('stores.column.state'),
      render: (store) => (
        <StatusTag tone={storeTone(store.state)} value={store.state}>
          {words('stores.state', store.state)}
        </StatusTag>
      ),
    },
    {
      key: 'merchant',
      title: t('stores.column.merchant'),
      optional: !manyMerchants,
      render: (store) => store.merchantName,
    },
    { key: 'mode', title: t('stores.column.mode'), render: (store) => words('stores.mode', store.mode) },
    {
      key: 'platform',
      title: t('stores.column.platform'),
      render: (store) =>
        store.platformStatus ? (
          <StatusTag tone={platformTone(store.platformStatus)}>
            {words('stores.platform', store.platformStatus)}
          </StatusTag>
        ) : (
          <span className="zg-faint">—</span>
        ),
    },
    {
      key: 'problem',
      title: t('stores.column.problem'),
      grow: true,
      render: (store) => <LastProblem store={store} {...columnWords} />,
    },
    { key: 'appid', title: t('stores.column.appid'), render: (store) => <CopyText value={store.appid} /> },
    { key: 'zone', title: t('stores.column.zone'), optional: true, render: (store) => store.timeZone },
    {
      key: 'since',
      title: t('stores.column.since'),
      render: (store) => <TimeText at={store.createdAt} timeZone={store.timeZone} style="day" />,
    },
  ];
}

export function LastProblem({ store, t, language }: { store: Store } & StoreColumnWords) {
  const { problem } = store;
  if (!problem) return <span className="zg-faint">{t('stores.noProblem')}</span>;
  const sentence = problemSentence(problem, language);
  const remedy = problemRemedy(problem, language);
  return (
    <div className="stores-problem" title={`${sentence}\n${remedy}`}>
      <span className="zg-truncate">{sentence}</span>
      <span className="zg-truncate zg-soft">{remedy}</span>
    </div>
  );
}

export function StoreCard({ store, ...columnWords }: { store: Store } & StoreColumnWords) {
  const { words } = columnWords;
  return (
    <>
      <div className="zg-card-line">
        <span className="stores-name zg-truncate">{store.name}</span>
        <StatusTag tone={storeTone(store.state)}>{words('stores.state', store.state)}</StatusTag>
      </div>
      <div className="zg-card-line zg-soft">
        <span className="zg-truncate">{store.merchantName}</span>
        <span className="stores-mode">{words('stores.mode', store.mode)}</span>
      </div>
      {store.problem ? <LastProblem store={store} {...columnWords} /> : null}
      <div className="zg-card-line zg-faint">
        <CopyText value={store.appid} />
        <TimeText at={store.createdAt} timeZone={store.timeZone} style="day" />
      </div>
    </>
  );
}
