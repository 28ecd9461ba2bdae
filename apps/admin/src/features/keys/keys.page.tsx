import { PlusOutlined } from '@ant-design/icons';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ApiKey, dataOf, done, type Grant } from '@zhanggui/api-client';
import type { Permission } from '@zhanggui/contracts';
import { Card, DataTable, EmptyState, Page, RowsSkeleton, StatusTag, TimeText } from '@zhanggui/ui';
import { Button, Form, Input, InputNumber, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { FormModal } from '../../shared/form-modal';
import { GrantsField } from '../../shared/grants-field';
import { ProblemView, Requires } from '../../shared/problem';
import { RightsPicker } from '../../shared/rights-picker';
import { type Scope, useScope, useScopeFacts } from '../../shared/scope';
import { useUser } from '../../shared/session';
import { ShownOnce } from '../../shared/shown-once';
import { useAct } from '../../shared/use-act';

const keysQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['api-keys', scope.key] as const,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/keys', { signal })),
  });

export function KeysPage() {
  return (
    <Requires permission="key.manage">
      <Keys />
    </Requires>
  );
}

function Keys() {
  const { t } = useTranslation();
  const query = useQuery(keysQuery(useScope()));
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<string | undefined>();
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)} data-testid="new-key">
      {t('apiKeys.create')}
    </Button>
  );
  return (
    <Page title={t('apiKeys.title')} note={t('apiKeys.note')} acts={create}>
      <Card flush>
        {query.isPending ? (
          <RowsSkeleton rows={4} />
        ) : query.isError ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data.items.length === 0 ? (
          <EmptyState title={t('apiKeys.noneTitle')}>{t('apiKeys.noneText')}</EmptyState>
        ) : (
          <KeyTable keys={query.data.items} />
        )}
      </Card>
      {isMaking ? (
        <MakeKey
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      ) : null}
      {made ? (
        <ShownOnce
          title={t('apiKeys.made.title')}
          text={t('apiKeys.made.text')}
          value={made}
          copyLabel={t('apiKeys.made.copy')}
          doneLabel={t('apiKeys.made.done')}
          onClose={() => setMade(undefined)}
        />
      ) : null}
    </Page>
  );
}

function KeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const { timeZone } = useScopeFacts();
  const rights = (key: ApiKey) => key.permissions.map((right) => words('rights', right)).join(' · ');
  const scope = (key: ApiKey) =>
    key.grants === null ? t('people.everything') : t('people.scopeCount', { count: key.grants.length });
  const used = (key: ApiKey) =>
    key.lastUsedAt ? (
      <TimeText at={key.lastUsedAt} timeZone={timeZone} />
    ) : (
      <span className="zg-faint">{t('apiKeys.never')}</span>
    );
  return (
    <DataTable
      label={t('apiKeys.title')}
      rows={keys}
      rowKey={(key) => key.id}
      columns={[
        { key: 'name', title: t('apiKeys.column.name'), render: (key) => <strong>{key.name}</strong> },
        {
          key: 'prefix',
          title: t('apiKeys.column.prefix'),
          render: (key) => <code className="zg-code">{key.prefix}…</code>,
        },
        { key: 'rights', title: t('apiKeys.column.rights'), grow: true, render: rights },
        { key: 'scope', title: t('apiKeys.column.scope'), render: scope },
        { key: 'owner', title: t('apiKeys.column.owner'), render: (key) => key.userName },
        { key: 'used', title: t('apiKeys.column.used'), render: used },
        {
          key: 'expires',
          title: t('apiKeys.column.expires'),
          render: (key) => <TimeText at={key.expiresAt} timeZone={timeZone} style="day" />,
        },
        { key: 'state', title: t('apiKeys.column.state'), render: (key) => <State of={key} /> },
        { key: 'act', title: t('apiKeys.column.act'), align: 'right', render: (key) => <Revoke of={key} /> },
      ]}
      card={(key) => (
        <>
          <div className="zg-card-line">
            <strong>{key.name}</strong>
            <State of={key} />
          </div>
          <div className="zg-soft">{rights(key)}</div>
          <div className="zg-card-line">
            <span className="zg-soft">{used(key)}</span>
            <Revoke of={key} />
          </div>
        </>
      )}
    />
  );
}

const stateOf = (key: ApiKey): 'active' | 'expired' | 'revoked' =>
  key.revokedAt ? 'revoked' : new Date(key.expiresAt) < new Date() ? 'expired' : 'active';

function State({ of }: { of: ApiKey }) {
  const { t } = useTranslation();
  const state = stateOf(of);
  return <StatusTag tone={state === 'active' ? 'success' : 'neutral'}>{t(`apiKeys.state.${state}`)}</StatusTag>;
}

function Revoke({ of }: { of: ApiKey }) {
  const { t } = useTranslation();
  const revoke = useAct(() => done(api.plain.DELETE('/api/v1/keys/{id}', { params: { path: { id: of.id } } })), {
    said: t('apiKeys.revoked'),
    changes: ['api-keys'],
  });
  if (stateOf(of) !== 'active') return null;
  return (
    <Popconfirm
      title={t('apiKeys.revokeTitle', { name: of.name })}
      description={<div className="zg-explain">{t('apiKeys.revokeText')}</div>}
      okText={t('apiKeys.revoke')}
      okButtonProps={{ danger: true }}
      cancelText={t('common.cancel')}
      placement="bottomRight"
      onConfirm={() => revoke.mutate()}
    >
      <Button size="small" danger loading={revoke.isPending}>
        {t('apiKeys.revoke')}
      </Button>
    </Popconfirm>
  );
}

interface Values {
  readonly name: string;
  readonly permissions: Permission[];
  readonly grants: Grant[] | null;
  readonly days: number;
}

function MakeKey({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const { t } = useTranslation();
  const user = useUser();
  const make = useAct((body: Values) => dataOf(api.plain.POST('/api/v1/keys', { body })), {
    changes: ['api-keys'],
    onDone: ({ key }) => onMade(key),
  });
  return (
    <FormModal<Values>
      title={t('apiKeys.form.title')}
      ok={t('apiKeys.form.send')}
      isPending={make.isPending}
      initialValues={{ name: '', permissions: ['order.read'], grants: null, days: 90 }}
      onSubmit={(values) => make.mutate({ ...values, name: values.name.trim() })}
      onClose={onClose}
      testId="key-send"
    >
      <Form.Item
        name="name"
        label={t('apiKeys.form.name')}
        rules={[{ required: true, whitespace: true, message: t('people.form.required') }]}
      >
        <Input maxLength={60} autoFocus data-testid="key-name" />
      </Form.Item>
      <Form.Item
        name="permissions"
        label={t('apiKeys.form.rights')}
        rules={[{ required: true, message: t('people.form.required') }]}
      >
        <RightsPicker of={user.permissions} />
      </Form.Item>
      <Form.Item name="grants" label={t('people.form.scope')}>
        <GrantsField merchantId={user.merchantId ?? undefined} />
      </Form.Item>
      <Form.Item name="days" label={t('apiKeys.form.days')} rules={[{ required: true }]}>
        <InputNumber min={1} max={366} precision={0} />
      </Form.Item>
    </FormModal>
  );
}
