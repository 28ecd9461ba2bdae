import { useNavigate, useSearch } from '@tanstack/react-router';
import { done, type OrderDetail, type TimelineEntry } from '@zhanggui/api-client';
import { Card, CopyText, formatYuan, StatusTag, TimeText } from '@zhanggui/ui';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { merchantScope } from '../../shared/scope';
import { useMay } from '../../shared/session';
import { useAct } from '../../shared/use-act';
import { stateTone } from './order-words';
import { detailText, grouped, kindCounts, otherDetails, type TimelineGroup, type TimelineKind } from './timeline';

/** The server gives at most so many entries. */
const capped = 300;

/** Everything that happened to an order, newest first, on the store's clock. */
export function OrderTimeline({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const { hide } = useSearch({ strict: false });
  const navigate = useNavigate();
  const hidden = hide?.split(',') ?? [];
  const kinds = kindCounts(order.timeline);
  const shown = order.timeline.filter(({ kind }) => !hidden.includes(kind));
  const toggle = (kind: TimelineKind) => {
    const next = hidden.includes(kind) ? hidden.filter((other) => other !== kind) : [...hidden, kind];
    void navigate({
      to: '.',
      search: (before) => ({ ...before, hide: next.join(',') || undefined }),
      replace: true,
      resetScroll: false,
    });
  };
  return (
    <Card title={t('order.timeline.title')} acts={<span className="zg-faint timeline-zone">{order.timeZone}</span>}>
      {may('order.note') ? <WriteNote order={order} /> : null}
      {kinds.length > 1 ? (
        <div className="chips">
          {kinds.map(([kind, count]) => (
            <button
              key={kind}
              type="button"
              className="chip"
              aria-pressed={!hidden.includes(kind)}
              onClick={() => toggle(kind)}
              data-testid={`timeline-kind-${kind}`}
            >
              <i className={`timeline-dot timeline-${kind}`} />
              {words('order.timeline.kinds', kind)} <span className="zg-faint">{count}</span>
            </button>
          ))}
        </div>
      ) : null}
      {shown.length === 0 ? (
        <p className="zg-faint">
          {order.timeline.length === 0 ? t('order.timeline.none') : t('order.timeline.noneOfKind')}
        </p>
      ) : (
        <ol className="timeline">
          {grouped(shown).map((group) => (
            <Group key={group.first.id} group={group} timeZone={order.timeZone} />
          ))}
        </ol>
      )}
      {order.timeline.length >= capped ? (
        <p className="zg-faint">{t('order.timeline.capped', { count: capped })}</p>
      ) : null}
    </Card>
  );
}

function Group({ group, timeZone }: { group: TimelineGroup; timeZone: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { first, others } = group;
  return (
    <>
      <Row entry={first} timeZone={timeZone}>
        {others.length > 0 ? (
          <button type="button" className="timeline-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? t('order.timeline.fold') : t('order.timeline.alike', { count: others.length })}
          </button>
        ) : null}
      </Row>
      {isOpen ? others.map((entry) => <Row key={entry.id} entry={entry} timeZone={timeZone} />) : null}
    </>
  );
}

function Row({ entry, timeZone, children }: { entry: TimelineEntry; timeZone: string; children?: ReactNode }) {
  return (
    <li data-testid="timeline-entry" data-kind={entry.kind} data-name={entry.name}>
      <i className={`timeline-dot timeline-${entry.kind}`} />
      <div className="timeline-at">
        <TimeText at={entry.at} timeZone={timeZone} style="second" />
      </div>
      <div className="timeline-what">
        <Entry entry={entry} timeZone={timeZone} />
        {children}
      </div>
    </li>
  );
}

function Entry({ entry, timeZone }: { entry: TimelineEntry; timeZone: string }) {
  switch (entry.kind) {
    case 'state':
      return <StateEntry entry={entry} />;
    case 'push':
      return <PushEntry entry={entry} timeZone={timeZone} />;
    case 'call':
      return <CallEntry entry={entry} />;
    case 'act':
      return <ActEntry entry={entry} />;
    default:
      return <OtherEntry entry={entry} />;
  }
}

function StateEntry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const words = useWords();
  const from = detailText(entry.detail['from']);
  const platformStatus = detailText(entry.detail['platformStatus']);
  return (
    <>
      <StatusTag tone={entry.name === 'paid' ? 'success' : stateTone(entry.name)}>
        {words('orders.state', entry.name)}
      </StatusTag>
      <Small>
        {from ? t('order.timeline.from', { from: words('orders.state', from) }) : t('order.timeline.first')}
        {platformStatus ? ` · ${t('order.timeline.platformStatus', { status: platformStatus })}` : ''}
      </Small>
      <Others entry={entry} known={['from', 'platformStatus']} />
    </>
  );
}

function PushEntry({ entry, timeZone }: { entry: TimelineEntry; timeZone: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { state, receivedAt, processedAt } = entry.detail;
  return (
    <>
      <span>{words('order.events', entry.name)}</span>
      <Small>
        <span className="zg-code">{entry.name}</span> · {words('order.timeline.pushState', detailText(state) ?? '')}
        {typeof receivedAt === 'string' ? (
          <>
            {' · '}
            {t('order.timeline.received')} <TimeText at={receivedAt} timeZone={timeZone} style="tick" />
          </>
        ) : null}
        {typeof processedAt === 'string' ? (
          <>
            {' · '}
            {t('order.timeline.processed')} <TimeText at={processedAt} timeZone={timeZone} style="tick" />
          </>
        ) : null}
      </Small>
      <Others entry={entry} known={['state', 'receivedAt', 'processedAt']} />
    </>
  );
}

function CallEntry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const words = useWords();
  const outcome = detailText(entry.detail['outcome']) ?? '';
  const errcode = detailText(entry.detail['errcode']);
  const attempt = Number(entry.detail['attempt'] ?? 1);
  const took = detailText(entry.detail['durationMs']);
  const rid = detailText(entry.detail['rid']);
  return (
    <>
      <span className="zg-code">{entry.name}</span>
      <Small>
        <span className={outcome === 'ok' ? 'timeline-ok' : 'timeline-bad'}>
          {words('order.timeline.outcome', outcome)}
          {errcode && errcode !== '0' ? ` · errcode ${errcode}` : ''}
        </span>
        {took ? ` · ${t('order.timeline.took', { ms: took })}` : ''}
        {attempt > 1 ? ` · ${t('order.timeline.attempt', { n: attempt })}` : ''}
        {rid ? (
          <>
            {' · '}rid <CopyText value={rid} />
          </>
        ) : null}
      </Small>
      <Others entry={entry} known={['outcome', 'errcode', 'attempt', 'durationMs', 'rid']} />
    </>
  );
}

function ActEntry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const words = useWords();
  const text = detailText(entry.detail['text']);
  const { amountFen, platformAfterSaleId: id } = entry.detail;
  return (
    <>
      <span>{words('order.timeline.acts', entry.name)}</span>
      {text ? <p className="timeline-note">{text}</p> : null}
      {typeof amountFen === 'number' ? (
        <Small>{t('order.timeline.refund', { amount: formatYuan(amountFen), id })}</Small>
      ) : null}
      <Small>{t('order.timeline.by', { name: detailText(entry.detail['by']) ?? '—' })}</Small>
      <Others entry={entry} known={['by', 'text', 'amountFen', 'platformAfterSaleId']} />
    </>
  );
}

/** A note for colleagues, written where it will stand. */
function WriteNote({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const note = useAct(
    () =>
      done(
        api
          .within(merchantScope(order.merchantId))
          .POST('/api/v1/orders/{orderId}/notes', { params: { path: { orderId: order.id } }, body: { text } }),
      ),
    { said: t('order.timeline.noteSaved'), changes: ['order'], onDone: () => setText('') },
  );
  return (
    <form
      className="timeline-write"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) note.mutate();
      }}
    >
      <Input.TextArea
        autoSize={{ minRows: 1, maxRows: 6 }}
        maxLength={1000}
        value={text}
        placeholder={t('order.timeline.noteHint')}
        aria-label={t('order.timeline.noteHint')}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
        data-testid="note-text"
      />
      <Button htmlType="submit" disabled={!text.trim()} loading={note.isPending} data-testid="note-send">
        {t('order.timeline.noteSend')}
      </Button>
    </form>
  );
}

function OtherEntry({ entry }: { entry: TimelineEntry }) {
  const words = useWords();
  return (
    <>
      <span>{words('order.afterSales.status', entry.name)}</span>
      <Others entry={entry} known={[]} />
    </>
  );
}

const Small = ({ children }: { children: ReactNode }) => <div className="timeline-small">{children}</div>;

function Others({ entry, known }: { entry: TimelineEntry; known: readonly string[] }) {
  const others = otherDetails(entry.detail, known);
  if (others.length === 0) return null;
  return <Small>{others.map(([name, text]) => `${name}: ${text}`).join(' · ')}</Small>;
}
