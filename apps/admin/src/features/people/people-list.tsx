import { useQuery } from '@tanstack/react-query';
import { done, type Person } from '@zhanggui/api-client';
import { DataTable, EmptyState, RowsSkeleton, StatusTag, TimeText } from '@zhanggui/ui';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { FormModal } from '../../shared/form-modal';
import { ProblemView } from '../../shared/problem';
import { useScope, useScopeFacts, withinScope } from '../../shared/scope';
import { useUser } from '../../shared/session';
import { useAct } from '../../shared/use-act';
import { peopleQuery } from './people.queries';
import { PlaceFields, type PlaceValues, placeOf } from './place-fields';

/** People of the scope, what they may do, and changing that. */
export function PeopleList({ search }: { search: string | undefined }) {
  const { t } = useTranslation();
  const scope = useScope();
  const user = useUser();
  const { timeZone } = useScopeFacts();
  const [changing, setChanging] = useState<Person | undefined>();
  const query = useQuery({ ...peopleQuery(scope, search), placeholderData: withinScope(scope) });
  if (query.isPending) return <RowsSkeleton rows={6} />;
  if (query.isError) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  const { items } = query.data;
  if (items.length === 0) return <EmptyState title={t('people.noneTitle')}>{t('people.noneText')}</EmptyState>;
  const name = (person: Person) => (
    <>
      <div>
        <strong>{person.name}</strong>{' '}
        {person.id === user.id ? <span className="zg-soft">{t('people.you')}</span> : null}
      </div>
      <div className="zg-soft">{person.email}</div>
    </>
  );
  return (
    <>
      <DataTable
        label={t('people.tabs.people')}
        rows={items}
        rowKey={(person) => person.id}
        rowTestId={(person) => `person-${person.email}`}
        columns={[
          { key: 'name', title: t('people.column.name'), grow: true, render: name },
          { key: 'role', title: t('people.column.role'), render: (person) => <RoleName of={person} /> },
          ...(user.isProvider
            ? [
                {
                  key: 'merchant',
                  title: t('people.column.merchant'),
                  render: (person: Person) => person.merchantName ?? t('people.providerSide'),
                },
              ]
            : []),
          { key: 'scope', title: t('people.column.scope'), render: (person) => <ScopeName of={person} /> },
          {
            key: 'since',
            title: t('people.column.since'),
            render: (person) => <TimeText at={person.createdAt} timeZone={timeZone} style="day" />,
          },
          { key: 'state', title: t('people.column.state'), render: (person) => <State of={person} /> },
          {
            key: 'act',
            title: t('people.column.act'),
            align: 'right',
            render: (person) => <Acts of={person} onChange={() => setChanging(person)} />,
          },
        ]}
        card={(person) => (
          <>
            <div className="zg-card-line">
              <div>{name(person)}</div>
              <State of={person} />
            </div>
            <div className="zg-card-line zg-soft">
              <RoleName of={person} />
              <span>{person.merchantName ?? t('people.providerSide')}</span>
            </div>
            <div className="zg-card-line">
              <ScopeName of={person} />
              <Acts of={person} onChange={() => setChanging(person)} />
            </div>
          </>
        )}
      />
      {query.data.more ? <p className="people-more zg-soft">{t('people.more', { count: items.length })}</p> : null}
      {changing ? <ChangePlace person={changing} onClose={() => setChanging(undefined)} /> : null}
    </>
  );
}

function RoleName({ of }: { of: Person }) {
  const words = useWords();
  return <span>{of.roleName ?? words('roles', of.role)}</span>;
}

export function ScopeName({ of }: { of: { readonly grants: readonly unknown[] | null } }) {
  const { t } = useTranslation();
  return (
    <span>
      {of.grants === null
        ? t('people.everything')
        : of.grants.length === 0
          ? t('common.none')
          : t('people.scopeCount', { count: of.grants.length })}
    </span>
  );
}

function State({ of }: { of: Person }) {
  const { t } = useTranslation();
  return of.disabledAt ? (
    <StatusTag tone="neutral">{t('people.disabled')}</StatusTag>
  ) : (
    <StatusTag tone="success">{t('people.active')}</StatusTag>
  );
}

function Acts({ of, onChange }: { of: Person; onChange: () => void }) {
  const { t } = useTranslation();
  const wasDisabled = of.disabledAt !== null;
  const turn = useAct(
    () =>
      done(
        api.plain.POST('/api/v1/people/{id}/disabled', {
          params: { path: { id: of.id } },
          body: { disabled: !wasDisabled },
        }),
      ),
    { said: wasDisabled ? t('people.enabledDone') : t('people.disabledDone'), changes: ['people'] },
  );
  if (!of.mayChange) return null;
  return (
    <span className="row-acts">
      <Button size="small" onClick={onChange} data-testid={`change-${of.email}`}>
        {t('people.change')}
      </Button>
      {wasDisabled ? (
        <Button size="small" loading={turn.isPending} onClick={() => turn.mutate()}>
          {t('people.enable')}
        </Button>
      ) : (
        <Popconfirm
          title={t('people.disableTitle', { name: of.name })}
          description={<div className="zg-explain">{t('people.disableText')}</div>}
          okText={t('people.disable')}
          okButtonProps={{ danger: true }}
          cancelText={t('common.cancel')}
          placement="bottomRight"
          onConfirm={() => turn.mutate()}
        >
          <Button size="small" danger loading={turn.isPending} data-testid={`disable-${of.email}`}>
            {t('people.disable')}
          </Button>
        </Popconfirm>
      )}
    </span>
  );
}

function ChangePlace({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useAct(
    (values: PlaceValues) =>
      done(
        api.plain.PATCH('/api/v1/people/{id}', {
          params: { path: { id: person.id } },
          body: placeOf(values, person.merchantId),
        }),
      ),
    { said: t('people.changed'), changes: ['people', 'own-roles'], onDone: onClose },
  );
  return (
    <FormModal<PlaceValues>
      title={t('people.form.changeTitle', { name: person.name })}
      ok={t('common.save')}
      isPending={change.isPending}
      initialValues={{ role: person.roleId ?? person.role, grants: person.grants }}
      onSubmit={(values) => change.mutate(values)}
      onClose={onClose}
    >
      <PlaceFields merchantId={person.merchantId} />
    </FormModal>
  );
}
