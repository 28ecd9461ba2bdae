import { useQuery } from '@tanstack/react-query';
import { done, type KeptPush } from '@zhanggui/api-client';
import { EmptyState, JsonView, Pager, RowsSkeleton, StatusTag, TimeText } from '@zhanggui/ui';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { type PagePlace, usePages } from '../../shared/pages';
import { ProblemView } from '../../shared/problem';
import { useIsOneMerchant, useScope, useScopeFacts, withinScope } from '../../shared/scope';
import { useMay } from '../../shared/session';
import { openScopeSwitcher } from '../../shared/signals';
import { useAct } from '../../shared/use-act';
import { keptPushesQuery } from './work.queries';

interface KeptPushesProps {
  readonly place: PagePlace;
  readonly onGo: (place: PagePlace) => void;
}

/** Pushes that were authentic and not understood, as they came. */
export function KeptPushes({ place, onGo }: KeptPushesProps) {
  const { t } = useTranslation();
  const isOneMerchant = useIsOneMerchant();
  if (!isOneMerchant)
    return (
      <EmptyState
        title={t('work.pushes.chooseTitle')}
        action={
          <Button type="primary" onClick={() => openScopeSwitcher()}>
            {t('work.pushes.choose')}
          </Button>
        }
      >
        {t('work.pushes.chooseText')}
      </EmptyState>
    );
  return <PushList place={place} onGo={onGo} />;
}

function PushList({ place, onGo }: KeptPushesProps) {
  const { t } = useTranslation();
  const scope = useScope();
  const { timeZone } = useScopeFacts();
  const query = useQuery({ ...keptPushesQuery(scope, place.cursor), placeholderData: withinScope(scope) });
  const pages = usePages(`pushes ${scope.key}`, place, query.data?.nextCursor, onGo);
  if (query.isPending) return <RowsSkeleton rows={6} />;
  if (query.isError) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0)
    return <EmptyState title={t('work.pushes.noneTitle')}>{t('work.pushes.noneText')}</EmptyState>;
  return (
    <>
      <p className="zg-soft work-lead">{t('work.pushes.text')}</p>
      <ul className="pushes">
        {query.data.items.map((push) => (
          <PushRow key={push.id} push={push} timeZone={timeZone} />
        ))}
      </ul>
      <Pager {...pages} />
    </>
  );
}

function Replay({ push }: { push: KeptPush }) {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useScope();
  const replay = useAct(
    () =>
      done(api.within(scope).POST('/api/v1/work/pushes/{pushId}/replay', { params: { path: { pushId: push.id } } })),
    { said: t('work.pushes.replayed'), changes: ['kept-pushes'] },
  );
  if (!may('work.restart')) return null;
  return (
    <Button size="small" loading={replay.isPending} onClick={() => replay.mutate()} data-testid={`replay-${push.id}`}>
      {t('work.pushes.replay')}
    </Button>
  );
}

function PushRow({ push, timeZone }: { push: KeptPush; timeZone: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <li data-testid={`push-row-${push.id}`}>
      <button type="button" className="pushes-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className="pushes-name">
          <span className="zg-code">{push.event || t('work.pushes.noEvent')}</span>
          <StatusTag tone={push.state === 'unreadable' ? 'attention' : 'progress'}>
            {words('work.pushes.state', push.state)}
          </StatusTag>
        </span>
        <span className="zg-soft">
          {push.storeName} · <TimeText at={push.receivedAt} timeZone={timeZone} style="second" />
        </span>
      </button>
      {isOpen ? (
        <div className="pushes-body">
          <Replay push={push} />
          <JsonView source={push.body} label={t('work.pushes.body')} />
        </div>
      ) : null}
    </li>
  );
}
