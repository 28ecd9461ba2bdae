import { LoginOutlined } from '@ant-design/icons';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { dataOf, done, type SupportAccess } from '@zhanggui/api-client';
import { Card, DataTable, EmptyState, followWith, Page, RowsSkeleton, StatusTag, TimeText } from '@zhanggui/ui';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { FormModal } from '../../shared/form-modal';
import { ProblemView, Requires } from '../../shared/problem';
import { defaultTimeZone, type Scope, useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useMay, useUser } from '../../shared/session';
import { useAct } from '../../shared/use-act';

const supportQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['support', scope.key] as const,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/support', { signal })),
  });

const merchantsQuery = (search: string) =>
  queryOptions({
    queryKey: ['support-merchants', search] as const,
    queryFn: ({ signal }) =>
      dataOf(api.plain.GET('/api/v1/support/merchants', { params: { query: search ? { search } : {} }, signal })),
  });

export function SupportPage() {
  return (
    <Requires permission="support.read">
      <Support />
    </Requires>
  );
}

function Support() {
  const { t } = useTranslation();
  const user = useUser();
  const may = useMay();
  const query = useQuery(supportQuery(useScope()));
  const [isOpening, setOpening] = useState(false);
  return (
    <Page
      title={t('support.title')}
      note={user.isProvider ? t('support.noteProvider') : t('support.noteMerchant')}
      acts={
        may('support.enter') ? (
          <Button type="primary" icon={<LoginOutlined />} onClick={() => setOpening(true)} data-testid="open-support">
            {t('support.open')}
          </Button>
        ) : null
      }
    >
      <Card flush>
        {query.isPending ? (
          <RowsSkeleton rows={4} />
        ) : query.isError ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data.items.length === 0 ? (
          <EmptyState title={t('support.noneTitle')}>
            {user.isProvider ? t('support.noneProvider') : t('support.noneMerchant')}
          </EmptyState>
        ) : (
          <AccessTable accesses={query.data.items} />
        )}
      </Card>
      {isOpening ? <OpenSupport onClose={() => setOpening(false)} /> : null}
    </Page>
  );
}

function AccessTable({ accesses }: { accesses: readonly SupportAccess[] }) {
  const { t } = useTranslation();
  const time = (at: string) => <TimeText at={at} timeZone={defaultTimeZone} />;
  return (
    <DataTable
      label={t('support.title')}
      rows={accesses}
      rowKey={(access) => access.id}
      columns={[
        { key: 'who', title: t('support.column.who'), render: (access) => <strong>{access.userName}</strong> },
        { key: 'merchant', title: t('support.column.merchant'), render: (access) => access.merchantName },
        { key: 'reason', title: t('support.column.reason'), grow: true, render: (access) => access.reason },
        { key: 'opened', title: t('support.column.opened'), render: (access) => time(access.openedAt) },
        { key: 'until', title: t('support.column.until'), render: (access) => time(access.expiresAt) },
        { key: 'state', title: t('support.column.state'), render: (access) => <State of={access} /> },
        { key: 'act', title: t('support.column.act'), align: 'right', render: (access) => <Acts of={access} /> },
      ]}
      card={(access) => (
        <>
          <div className="zg-card-line">
            <strong>{access.userName}</strong>
            <State of={access} />
          </div>
          <div>{access.reason}</div>
          <div className="zg-card-line zg-soft">
            <span>{access.merchantName}</span>
            {time(access.openedAt)}
          </div>
          <div className="zg-card-line">
            <Acts of={access} />
          </div>
        </>
      )}
    />
  );
}

function State({ of }: { of: SupportAccess }) {
  const { t } = useTranslation();
  if (of.open) return <StatusTag tone="attention">{t('support.state.open')}</StatusTag>;
  return (
    <StatusTag tone="neutral" title={of.endedBy ? t('support.endedBy', { name: of.endedBy }) : undefined}>
      {of.endedAt ? t('support.state.ended') : t('support.state.expired')}
    </StatusTag>
  );
}

function Acts({ of }: { of: SupportAccess }) {
  const { t } = useTranslation();
  const may = useMay();
  const user = useUser();
  const router = useRouter();
  const end = useAct(() => done(api.plain.POST('/api/v1/support/{id}/end', { params: { path: { id: of.id } } })), {
    said: t('support.ended'),
    changes: ['support', 'user'],
  });
  const isMine = of.open && user.openSupport.some((open) => open.id === of.id);
  const orders = hrefOf('/orders', { merchant: of.merchantId });
  const record = hrefOf('/audit', { merchant: user.isProvider ? of.merchantId : undefined, support: of.id });
  const link = (href: string, label: string, testId: string) => (
    <Button size="small" href={href} onClick={followWith(() => router.history.push(href))} data-testid={testId}>
      {label}
    </Button>
  );
  return (
    <span className="row-acts">
      {isMine ? link(orders, t('support.enter'), 'enter-merchant') : null}
      {may('audit.read') ? link(record, t('support.seen'), 'support-record') : null}
      {of.mayEnd ? (
        <Button size="small" danger loading={end.isPending} onClick={() => end.mutate()} data-testid="end-support">
          {t('support.end')}
        </Button>
      ) : null}
    </span>
  );
}

interface Values {
  readonly merchantId: string;
  readonly reason: string;
  readonly minutes: number;
}

function OpenSupport({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const merchants = useQuery({ ...merchantsQuery(text.trim()), placeholderData: keepPreviousData });
  const open = useAct((body: Values) => dataOf(api.plain.POST('/api/v1/support', { body })), {
    changes: ['support', 'user'],
    onDone: onClose,
  });
  return (
    <FormModal<Values>
      title={t('support.form.title')}
      ok={t('support.form.send')}
      isPending={open.isPending}
      initialValues={{ minutes: 60 }}
      onSubmit={(values) => open.mutate({ ...values, reason: values.reason.trim() })}
      onClose={onClose}
      testId="support-send"
    >
      <Form.Item
        name="merchantId"
        label={t('support.form.merchant')}
        rules={[{ required: true, message: t('people.form.required') }]}
      >
        <Select
          showSearch={{ filterOption: false, onSearch: setText }}
          placeholder={t('support.form.search')}
          loading={merchants.isFetching}
          options={(merchants.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          data-testid="support-merchant"
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('support.form.reason')}
        rules={[{ required: true, whitespace: true, min: 5, max: 300, message: t('support.form.reasonShort') }]}
      >
        <Input.TextArea rows={3} maxLength={300} data-testid="support-reason" />
      </Form.Item>
      <Form.Item name="minutes" label={t('support.form.minutes')}>
        <Select
          options={[15, 30, 60, 120, 240, 480].map((minutes) => ({
            value: minutes,
            label: t('support.minutes', { count: minutes }),
          }))}
        />
      </Form.Item>
    </FormModal>
  );
}
