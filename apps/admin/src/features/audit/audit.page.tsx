import { queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type AuditEntry, type AuditQuery, dataOf } from '@zhanggui/api-client';
import { type AuditAction, addDays, auditActions, startOfBusinessDay } from '@zhanggui/contracts';
import {
  Card,
  CopyText,
  DataTable,
  EmptyState,
  Facts,
  FilterBar,
  formatYuan,
  Page,
  Pager,
  RowsSkeleton,
  StatusTag,
  TimeText,
} from '@zhanggui/ui';
import { Button, Drawer, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FindWord, useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { Days } from '../../shared/days';
import { usePages } from '../../shared/pages';
import { ProblemView, Requires } from '../../shared/problem';
import { type Scope, useScope, useScopeFacts, withinScope } from '../../shared/scope';
import type { AuditSearch } from './audit.search';
import './audit.css';

const auditQuery = (scope: Scope, query: AuditQuery) =>
  queryOptions({
    queryKey: ['audit', scope.key, query] as const,
    queryFn: ({ signal }) => dataOf(api.within(scope).GET('/api/v1/audit', { params: { query }, signal })),
  });

export function AuditPage() {
  return (
    <Requires permission="audit.read">
      <Audit />
    </Requires>
  );
}

function Audit() {
  const { t } = useTranslation();
  const scope = useScope();
  const { timeZone } = useScopeFacts();
  const search = useSearch({ from: '/app/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const [open, setOpen] = useState<AuditEntry | undefined>();
  const { action, person, support, from, to } = search;
  const start = (day: string) => startOfBusinessDay(day, timeZone).toISOString();
  const query = useQuery({
    ...auditQuery(scope, {
      limit: 50,
      ...(action ? { action } : {}),
      ...(person ? { actorId: person } : {}),
      ...(support ? { supportAccessId: support } : {}),
      ...(from ? { from: start(from) } : {}),
      ...(to ? { to: start(addDays(to, 1)) } : {}),
      ...(search.cursor ? { cursor: search.cursor } : {}),
    }),
    placeholderData: withinScope(scope),
  });
  const show = (change: Partial<AuditSearch>) =>
    void navigate({ search: (before) => ({ ...before, cursor: undefined, page: undefined, ...change }) });
  const filterKey = JSON.stringify({ action, person, support, from, to });
  const pages = usePages(`audit ${scope.key} ${filterKey}`, search, query.data?.nextCursor, show);
  return (
    <Page title={t('audit.title')} note={t('audit.note')}>
      <Card flush>
        <Filter search={search} timeZone={timeZone} onChange={show} />
        {query.isPending ? (
          <RowsSkeleton rows={8} />
        ) : query.isError ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data.items.length === 0 ? (
          <EmptyState
            title={t('audit.noneTitle')}
            action={<Button onClick={() => void navigate({ search: { ...scope.search } })}>{t('common.reset')}</Button>}
          >
            {t('audit.noneText')}
          </EmptyState>
        ) : (
          <Entries
            entries={query.data.items}
            timeZone={timeZone}
            onOpen={setOpen}
            onPerson={(id) => show({ person: id })}
          />
        )}
        {query.data ? <Pager {...pages} /> : null}
      </Card>
      <EntryDrawer entry={open} timeZone={timeZone} onClose={() => setOpen(undefined)} />
    </Page>
  );
}

interface FilterProps {
  readonly search: AuditSearch;
  readonly timeZone: string;
  readonly onChange: (change: Partial<AuditSearch>) => void;
}

function Filter({ search, timeZone, onChange }: FilterProps) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <FilterBar label={t('common.filters')}>
      <Select<AuditAction>
        className="audit-action"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={search.action ?? null}
        placeholder={t('audit.filter.action')}
        aria-label={t('audit.column.action')}
        onChange={(action) => onChange({ action })}
        options={auditActions.map((value) => ({ value, label: words('audit.action', value) }))}
      />
      <Days
        label={t('audit.filter.from')}
        timeZone={timeZone}
        from={search.from}
        to={search.to}
        onChange={(from, to) => onChange({ from, to })}
      />
      {search.person ? (
        <Tag closable onClose={() => onChange({ person: undefined })}>
          {t('audit.filter.person')} {search.person.slice(0, 8)}
        </Tag>
      ) : null}
      {search.support ? (
        <Tag closable onClose={() => onChange({ support: undefined })}>
          {t('audit.filter.support')} {search.support.slice(0, 8)}
        </Tag>
      ) : null}
    </FilterBar>
  );
}

interface EntriesProps {
  readonly entries: readonly AuditEntry[];
  readonly timeZone: string;
  readonly onOpen: (entry: AuditEntry) => void;
  readonly onPerson: (id: string) => void;
}

function Entries({ entries, timeZone, onOpen, onPerson }: EntriesProps) {
  const { t } = useTranslation();
  const words = useWords();
  const time = (entry: AuditEntry) => <TimeText at={entry.at} timeZone={timeZone} style="second" />;
  const act = (entry: AuditEntry) => (
    <button type="button" className="audit-act" onClick={() => onOpen(entry)} data-testid={`audit-${entry.action}`}>
      {words('audit.action', entry.action)}
    </button>
  );
  return (
    <DataTable
      label={t('audit.title')}
      rows={entries}
      rowKey={(entry) => entry.id}
      columns={[
        { key: 'at', title: t('audit.column.at'), render: time },
        { key: 'who', title: t('audit.column.who'), render: (entry) => <Who entry={entry} onPerson={onPerson} /> },
        { key: 'action', title: t('audit.column.action'), render: act },
        { key: 'subject', title: t('audit.column.subject'), grow: true, render: (entry) => <Subject entry={entry} /> },
        {
          key: 'from',
          title: t('audit.column.from'),
          render: (entry) => <span className="zg-num">{entry.ip ?? '—'}</span>,
        },
        {
          key: 'seq',
          title: t('audit.column.seq'),
          align: 'right',
          render: (entry) => <span className="zg-num zg-soft">{entry.seq}</span>,
        },
      ]}
      card={(entry) => (
        <>
          <div className="zg-card-line">
            {act(entry)}
            {time(entry)}
          </div>
          <div className="zg-card-line zg-soft">
            <Who entry={entry} onPerson={onPerson} />
            <span className="zg-num">{entry.ip}</span>
          </div>
          <Subject entry={entry} />
        </>
      )}
    />
  );
}

function Who({ entry, onPerson }: { entry: AuditEntry; onPerson: (id: string) => void }) {
  const { t } = useTranslation();
  const { actorId } = entry;
  return (
    <span className="audit-who">
      {actorId ? (
        <button type="button" className="audit-act" onClick={() => onPerson(actorId)}>
          {entry.actorName}
        </button>
      ) : (
        entry.actorName
      )}
      {entry.actorKind === 'api_key' ? <StatusTag tone="info">{t('audit.byKey')}</StatusTag> : null}
      {entry.supportAccessId ? <StatusTag tone="attention">{t('audit.bySupport')}</StatusTag> : null}
    </span>
  );
}

/** What was acted upon, and in a few words what it became. */
function Subject({ entry }: { entry: AuditEntry }) {
  const words = useWords();
  return (
    <span className="audit-subject">
      <span className="zg-soft">{words('audit.subject', entry.subjectKind)}</span>{' '}
      <span>{brief(entry.after ?? entry.before, words)}</span>
    </span>
  );
}

const told = [
  'name',
  'email',
  'reason',
  'role',
  'page',
  'platformAfterSaleId',
  'platformOrderId',
  'amountFen',
  'day',
  'topic',
  'wrong',
  'count',
];

/** The telling fields of an entry in one line. */
function brief(fields: Readonly<Record<string, unknown>> | null, words: FindWord): string {
  if (!fields) return '';
  return told
    .map((name) => {
      const value = fields[name];
      if (name === 'role' && value) return words('roles', String(value));
      if (name === 'amountFen' && typeof value === 'number') return formatYuan(value);
      // An after-sale is named by its own id.
      return name === 'platformOrderId' && 'platformAfterSaleId' in fields ? undefined : value;
    })
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(' · ');
}

function EntryDrawer({
  entry,
  timeZone,
  onClose,
}: {
  entry: AuditEntry | undefined;
  timeZone: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Drawer
      open={entry !== undefined}
      onClose={onClose}
      title={entry ? words('audit.action', entry.action) : ''}
      size={480}
    >
      {entry ? (
        <div className="zg-stack" data-testid="audit-entry">
          <Facts
            items={[
              { label: t('audit.column.at'), value: <TimeText at={entry.at} timeZone={timeZone} style="second" /> },
              { label: t('audit.column.who'), value: entry.actorName },
              { label: t('audit.column.from'), value: entry.ip ?? '—' },
              { label: t('audit.column.subject'), value: <CopyText value={entry.subjectId} /> },
              { label: t('audit.column.store'), value: <CopyText value={entry.storeId} /> },
              { label: t('audit.request'), value: <CopyText value={entry.requestId} /> },
              { label: t('audit.agent'), value: entry.userAgent ?? '—', wide: true },
              {
                label: `${t('audit.column.seq')} · ${t('audit.hash')}`,
                value: <CopyText value={entry.hash} short={`${entry.seq} · ${entry.hash.slice(0, 16)}…`} />,
                wide: true,
              },
            ]}
          />
          <Changes entry={entry} />
        </div>
      ) : null}
    </Drawer>
  );
}

/** Before and after, field by field. */
function Changes({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const fields = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])];
  if (fields.length === 0) return null;
  const shown = (value: unknown) =>
    value === undefined || value === null ? '—' : typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <table className="audit-changes">
      <thead>
        <tr>
          <th aria-label={t('audit.column.subject')} />
          <th scope="col">{t('audit.before')}</th>
          <th scope="col">{t('audit.after')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const [before, after] = [shown(entry.before?.[field]), shown(entry.after?.[field])];
          return (
            <tr key={field} data-changed={before !== after ? 'true' : undefined}>
              <th scope="row">{field}</th>
              <td>{before}</td>
              <td>{after}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
