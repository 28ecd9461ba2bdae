import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Background, done, type ParkedWork } from '@zhanggui/api-client';
import { CopyText, DataTable, EmptyState, TimeText, usePhone } from '@zhanggui/ui';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { useTellProblem } from '../../shared/problem';
import { defaultTimeZone, merchantScope, useIsOneMerchant, useScopeFacts } from '../../shared/scope';
import { useMay } from '../../shared/session';

/** Work that was given up, why, and starting it again. */
export function ParkedWorkList({ background }: { background: Background }) {
  const { t } = useTranslation();
  const words = useWords();
  const { timeZone } = useScopeFacts();
  if (background.parked.length === 0) return <EmptyState title={t('work.noneTitle')}>{t('work.noneText')}</EmptyState>;
  return (
    <DataTable
      label={t('work.tabs.parked')}
      rows={background.parked}
      rowKey={(work) => work.id}
      rowTestId={(work) => `parked-row-${work.id}`}
      columns={[
        {
          key: 'what',
          title: t('work.column.what'),
          render: (work) => (
            <>
              <div>{words('work.topic', work.topic)}</div>
              <CopyText value={work.subject} />
            </>
          ),
        },
        { key: 'store', title: t('work.column.store'), render: (work) => <WorkStore work={work} /> },
        { key: 'error', title: t('work.column.error'), grow: true, render: (work) => <Reason work={work} /> },
        {
          key: 'attempts',
          title: t('work.column.attempts'),
          align: 'right',
          render: (work) => <span className="zg-num">{t('work.attempts', { count: work.attempts })}</span>,
        },
        {
          key: 'parkedAt',
          title: t('work.column.parkedAt'),
          render: (work) => <TimeText at={work.parkedAt} timeZone={timeZone} />,
        },
        { key: 'act', title: t('work.column.act'), align: 'right', render: (work) => <Restart work={work} /> },
      ]}
      card={(work) => (
        <>
          <div className="zg-card-line">
            <strong>{words('work.topic', work.topic)}</strong>
            <TimeText at={work.parkedAt} timeZone={timeZone ?? defaultTimeZone} />
          </div>
          <div className="zg-card-line zg-soft">
            <CopyText value={work.subject} />
            <WorkStore work={work} />
          </div>
          <Reason work={work} />
          <div className="zg-card-line">
            <span className="zg-faint">
              {t('work.column.attempts')} {t('work.attempts', { count: work.attempts })}
            </span>
            <Restart work={work} />
          </div>
        </>
      )}
    />
  );
}

/** The store, under its merchant where several merchants stand together. */
function WorkStore({ work }: { work: ParkedWork }) {
  const isOneMerchant = useIsOneMerchant();
  return (
    <div>
      <div>{work.storeName || '—'}</div>
      {isOneMerchant || work.merchantName === work.storeName ? null : (
        <div className="zg-faint">{work.merchantName}</div>
      )}
    </div>
  );
}

function Reason({ work }: { work: ParkedWork }) {
  const { t, i18n } = useTranslation();
  const isEnglish = i18n.language.startsWith('en');
  const isPhone = usePhone();
  return (
    <div className={isPhone ? 'parked-reason parked-card' : 'parked-reason'}>
      <div>{(isEnglish ? work.errorEn : work.errorZh) || work.errorCode}</div>
      <div className="zg-soft">{isEnglish ? work.remedyEn : work.remedyZh}</div>
      <div className="parked-codes zg-faint">
        {work.errcode === null ? null : <span className="zg-num">{t('store.errcode', { code: work.errcode })}</span>}
        {work.rid ? (
          <span>
            rid <CopyText value={work.rid} />
          </span>
        ) : null}
      </div>
    </div>
  );
}

function Restart({ work }: { work: ParkedWork }) {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  const queryClient = useQueryClient();
  const restart = useMutation({
    mutationFn: () =>
      done(
        api
          .within(merchantScope(work.merchantId))
          .POST('/api/v1/work/{workId}/restart', { params: { path: { workId: work.id } } }),
      ),
    onSuccess: async () => {
      void message.success(t('work.restarted'));
      await queryClient.invalidateQueries({ queryKey: ['work'] });
    },
    onError: tellProblem,
  });
  if (!may('work.restart')) return null;
  return (
    <Button
      size="small"
      loading={restart.isPending}
      onClick={() => restart.mutate()}
      data-testid={`restart-${work.id}`}
    >
      {t('work.restart')}
    </Button>
  );
}
