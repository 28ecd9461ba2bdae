import type { Certificate, StoreDetail } from '@zhanggui/api-client';
import { addDays, businessDay } from '@zhanggui/contracts';
import { Card, CopyText, EmptyState, StatusTag, TimeText, type Tone } from '@zhanggui/ui';
import { Button, DatePicker, Popover } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { useMay } from '../../shared/session';
import { certificateGrid } from './certificate-grid';
import { SignedRecord } from './signed-record';

const signs: Readonly<Record<string, string>> = { equal: '✓', repairing: '↻', different: '!' };
const tones: Readonly<Record<string, Tone>> = { equal: 'success', repairing: 'progress', different: 'attention' };

interface StoreCertificatesProps {
  readonly store: StoreDetail;
  readonly onCheck: (day: string) => void;
  readonly isChecking: boolean;
}

/** Day by day, the proof that the platform's list and ours are the same. */
export function StoreCertificates({ store, onCheck, isChecking }: StoreCertificatesProps) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const grid = certificateGrid(store.certificates);
  const scroll = useRef<HTMLDivElement>(null);
  const dayCount = grid.days.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest day stands at the right and is to be in sight
  useEffect(() => {
    scroll.current?.scrollTo({ left: scroll.current.scrollWidth });
  }, [dayCount]);
  return (
    <Card
      title={t('store.certificates.title')}
      acts={may('store.manage') ? <CheckDay store={store} onCheck={onCheck} isChecking={isChecking} /> : null}
    >
      <p className="zg-soft store-lead">{t('store.certificates.text')}</p>
      {dayCount === 0 ? (
        <EmptyState compact title={t('store.certificates.none')}>
          {t('store.certificates.noneText')}
        </EmptyState>
      ) : (
        <>
          <div className="certificates" ref={scroll}>
            <table aria-label={t('store.certificates.title')}>
              <thead>
                <tr>
                  <td />
                  {grid.days.map((day) => (
                    <th key={day} scope="col" title={day}>
                      {day.endsWith('-01') || day === grid.days[0] ? (
                        <span className="certificates-month">{day.slice(5, 7)}-</span>
                      ) : null}
                      {day.slice(8)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {grid.kinds.map((kind) => (
                  <tr key={kind}>
                    <th scope="row">{words('store.sync.kind', kind)}</th>
                    {grid.days.map((day) => (
                      <td key={day}>
                        <Cell
                          certificate={grid.at(kind, day)}
                          kind={kind}
                          day={day}
                          store={store}
                          onCheck={may('store.manage') ? onCheck : undefined}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className="certificates-legend">
            {(['equal', 'repairing', 'different'] as const).map((state) => (
              <StatusTag key={state} tone={tones[state] ?? 'neutral'}>
                {signs[state]} {t(`store.certificates.state.${state}`)}
              </StatusTag>
            ))}
            <StatusTag tone="neutral">{t('store.certificates.notChecked')}</StatusTag>
          </div>
          {grid.open.length > 0 ? (
            <ul className="certificates-open">
              {grid.open.map((certificate) => (
                <li key={`${certificate.kind} ${certificate.day}`}>
                  <Proof certificate={certificate} store={store} />
                  <div className="proof-acts">
                    <SignedRecord store={store} certificate={certificate} />
                  </div>
                </li>
              ))}
            </ul>
          ) : null}
        </>
      )}
    </Card>
  );
}

interface CellProps {
  readonly certificate: Certificate | undefined;
  readonly kind: string;
  readonly day: string;
  readonly store: StoreDetail;
  readonly onCheck: ((day: string) => void) | undefined;
}

function Cell({ certificate, kind, day, store, onCheck }: CellProps) {
  const { t } = useTranslation();
  const words = useWords();
  const state = certificate ? words('store.certificates.state', certificate.state) : t('store.certificates.notChecked');
  const trigger = useRef<HTMLButtonElement>(null);
  const acts = useRef<HTMLDivElement>(null);
  // What opened stands at the end of the page: whoever works by keyboard is taken there, and back.
  const moveFocus = (isOpen: boolean) => {
    const { activeElement } = document;
    if (isOpen) acts.current?.querySelector('button')?.focus({ preventScroll: true });
    else if (activeElement === document.body || acts.current?.contains(activeElement))
      trigger.current?.focus({ preventScroll: true });
  };
  return (
    <Popover
      trigger="click"
      destroyOnHidden
      afterOpenChange={moveFocus}
      content={
        <div className="zg-explain">
          {certificate ? (
            <Proof certificate={certificate} store={store} />
          ) : (
            <span>
              {day} · {words('store.sync.kind', kind)} · {state}
            </span>
          )}
          {certificate || onCheck ? (
            <div className="zg-row" ref={acts}>
              {certificate ? <SignedRecord store={store} certificate={certificate} /> : null}
              {onCheck ? (
                <Button size="small" onClick={() => onCheck(day)}>
                  {t('store.certificates.checkThis')}
                </Button>
              ) : null}
            </div>
          ) : null}
        </div>
      }
    >
      <button
        ref={trigger}
        type="button"
        className="certificate"
        data-testid={certificate ? `certificate-${kind}-${day}` : undefined}
        data-value={certificate?.state ?? ''}
        aria-label={`${words('store.sync.kind', kind)} ${day} ${state}`}
      >
        {certificate ? (signs[certificate.state] ?? '?') : ''}
      </button>
    </Popover>
  );
}

function Proof({ certificate, store }: { certificate: Certificate; store: StoreDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div className="proof">
      <div className="zg-row">
        <strong className="zg-num">{certificate.day}</strong>
        <span>{words('store.sync.kind', certificate.kind)}</span>
        <StatusTag tone={tones[certificate.state] ?? 'attention'}>
          {words('store.certificates.state', certificate.state)}
        </StatusTag>
      </div>
      <div className="zg-soft zg-num">
        {t('store.certificates.counts', { there: certificate.platformCount, here: certificate.ownCount })}
        {certificate.repaired > 0 ? ` · ${t('store.certificates.repaired', { count: certificate.repaired })}` : ''}
        {' · '}
        {t('store.certificates.checked')} <TimeText at={certificate.checkedAt} timeZone={store.timeZone} />
      </div>
      <Ids label={t('store.certificates.missing')} ids={certificate.missing} />
      <Ids label={t('store.certificates.surplus')} ids={certificate.surplus} />
    </div>
  );
}

const idsAtMost = 10;

function Ids({ label, ids }: { label: string; ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <div className="proof-ids">
      <span className="zg-soft">
        {label} ({ids.length})
      </span>
      {ids.slice(0, idsAtMost).map((id) => (
        <CopyText key={id} value={id} />
      ))}
      {ids.length > idsAtMost ? <span className="zg-faint">… +{ids.length - idsAtMost}</span> : null}
    </div>
  );
}

function CheckDay({ store, onCheck, isChecking }: StoreCertificatesProps) {
  const { t } = useTranslation();
  const today = businessDay(new Date(), store.timeZone);
  const [day, setDay] = useState(addDays(today, -1));
  return (
    <span className="zg-row">
      <DatePicker
        size="small"
        value={dayjs(day)}
        allowClear={false}
        maxDate={dayjs(today)}
        aria-label={t('store.certificates.pick')}
        onChange={(value) => value && setDay(value.format('YYYY-MM-DD'))}
        className="certificates-day"
      />
      <Button size="small" loading={isChecking} onClick={() => onCheck(day)} data-testid="check-day">
        {t('store.certificates.checkNow')}
      </Button>
    </span>
  );
}
