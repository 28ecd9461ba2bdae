import { useQuery } from '@tanstack/react-query';
import { done, type Invitation } from '@zhanggui/api-client';
import { DataTable, EmptyState, RowsSkeleton, TimeText } from '@zhanggui/ui';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { ProblemView } from '../../shared/problem';
import { useScope, useScopeFacts } from '../../shared/scope';
import { useMay } from '../../shared/session';
import { useAct } from '../../shared/use-act';
import { invitationsQuery } from './people.queries';
import { ScopeName } from './people-list';

/** Invitations that nobody has accepted yet. */
export function InvitationsList() {
  const { t } = useTranslation();
  const words = useWords();
  const { timeZone } = useScopeFacts();
  const query = useQuery(invitationsQuery(useScope()));
  if (query.isPending) return <RowsSkeleton rows={3} />;
  if (query.isError) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0)
    return <EmptyState title={t('people.noInvitationsTitle')}>{t('people.noInvitationsText')}</EmptyState>;
  const who = (invitation: Invitation) => (
    <>
      <strong>{invitation.name}</strong>
      <div className="zg-soft">{invitation.email}</div>
    </>
  );
  return (
    <DataTable
      label={t('people.tabs.invitations')}
      rows={query.data.items}
      rowKey={(invitation) => invitation.id}
      columns={[
        { key: 'name', title: t('people.column.name'), grow: true, render: who },
        { key: 'role', title: t('people.column.role'), render: (invitation) => words('roles', invitation.role) },
        {
          key: 'merchant',
          title: t('people.column.merchant'),
          render: (invitation) => invitation.merchantName ?? t('people.providerSide'),
        },
        { key: 'scope', title: t('people.column.scope'), render: (invitation) => <ScopeName of={invitation} /> },
        {
          key: 'expires',
          title: t('people.column.expires'),
          render: (invitation) => <TimeText at={invitation.expiresAt} timeZone={timeZone} />,
        },
        {
          key: 'act',
          title: t('people.column.act'),
          align: 'right',
          render: (invitation) => <Withdraw id={invitation.id} />,
        },
      ]}
      card={(invitation) => (
        <>
          <div className="zg-card-line">
            <div>{who(invitation)}</div>
            <Withdraw id={invitation.id} />
          </div>
          <div className="zg-card-line zg-soft">
            <span>{words('roles', invitation.role)}</span>
            <TimeText at={invitation.expiresAt} timeZone={timeZone} />
          </div>
        </>
      )}
    />
  );
}

function Withdraw({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const withdraw = useAct(
    () => done(api.plain.DELETE('/api/v1/people/invitations/{id}', { params: { path: { id } } })),
    { said: t('people.withdrawn'), changes: ['invitations'] },
  );
  if (!may('people.manage')) return null;
  return (
    <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
      {t('people.withdraw')}
    </Button>
  );
}
