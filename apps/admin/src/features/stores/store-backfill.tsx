import type { StoreDetail } from '@zhanggui/api-client';
import { Card, Facts, formatCount, formatPercent, StatusTag, TimeText, type Tone } from '@zhanggui/ui';
import { Button, Popconfirm, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { ProblemNote } from '../../shared/problem-note';
import { useMay } from '../../shared/session';

const tones: Readonly<Record<string, Tone>> = { running: 'progress', paused: 'neutral', done: 'success' };
/** The server counts what waits up to here. */
const waitingCap = 10_000;

interface StoreBackfillProps {
  readonly store: StoreDetail;
  readonly onRun: () => void;
  readonly onPause: () => void;
  readonly isBusy: boolean;
}

/** How far the history has been read. */
export function StoreBackfill({ store, onRun, onPause, isBusy }: StoreBackfillProps) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const { backfill, timeZone } = store;
  const isOver = backfill?.state === 'done';
  return (
    <Card
      title={t('store.backfill.title')}
      acts={
        <>
          {backfill ? (
            <StatusTag tone={tones[backfill.state] ?? 'attention'}>
              {words('store.backfill.state', backfill.state)}
            </StatusTag>
          ) : null}
          {may('store.manage') ? <Acts {...{ store, onRun, onPause, isBusy }} /> : null}
        </>
      }
    >
      {backfill ? (
        <div data-testid="backfill-progress" data-value={backfill.scanned} data-state={backfill.state}>
          <Progress
            percent={Math.floor(backfill.scanned * 100)}
            status={isOver ? 'success' : 'normal'}
            showInfo={false}
            size="small"
            aria-label={t('store.backfill.progress')}
          />
          <p className="zg-soft store-lead zg-num">
            {t('store.backfill.scanned', { percent: formatPercent(backfill.scanned, 0) })}
          </p>
          {backfill.problem ? <ProblemNote problem={backfill.problem} timeZone={timeZone} /> : null}
          <Facts
            items={[
              {
                label: t('store.backfill.found'),
                value: <span className="zg-num">{formatCount(backfill.found)}</span>,
              },
              {
                label: t('store.backfill.waiting'),
                value: (
                  <span className="zg-num">
                    {backfill.waiting >= waitingCap ? t('store.backfill.waitingCapped') : formatCount(backfill.waiting)}
                  </span>
                ),
              },
              {
                label: t('store.backfill.range'),
                value: (
                  <>
                    <TimeText at={backfill.rangeFrom} timeZone={timeZone} style="day" /> –{' '}
                    <TimeText at={backfill.rangeTo} timeZone={timeZone} style="day" />
                  </>
                ),
              },
              {
                label: backfill.finishedAt ? t('store.backfill.finished') : t('store.backfill.started'),
                value: <TimeText at={backfill.finishedAt ?? backfill.startedAt} timeZone={timeZone} />,
              },
            ]}
          />
        </div>
      ) : (
        <p className="zg-faint">{t('store.backfill.none')}</p>
      )}
    </Card>
  );
}

function Acts({ store, onRun, onPause, isBusy }: StoreBackfillProps) {
  const { t } = useTranslation();
  switch (store.backfill?.state) {
    case 'running':
      return (
        <Button size="small" onClick={onPause} loading={isBusy} data-testid="backfill-pause">
          {t('store.backfill.pause')}
        </Button>
      );
    case 'paused':
      return (
        <Button size="small" type="primary" onClick={onRun} loading={isBusy} data-testid="backfill-run">
          {t('store.backfill.resume')}
        </Button>
      );
    default:
      return (
        <Popconfirm
          title={t('store.backfill.againConfirm')}
          description={<div className="zg-explain">{t('store.backfill.againText')}</div>}
          okText={t('store.backfill.again')}
          cancelText={t('common.cancel')}
          onConfirm={onRun}
        >
          <Button size="small" loading={isBusy} data-testid="backfill-run">
            {t('store.backfill.again')}
          </Button>
        </Popconfirm>
      );
  }
}
