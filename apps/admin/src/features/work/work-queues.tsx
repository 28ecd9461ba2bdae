import type { Background } from '@zhanggui/api-client';
import { formatCapped, formatDuration } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';

/** How much work there is, queue by queue. */
export function WorkQueues({ background }: { background: Background }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { cap } = background;
  return (
    <ul className="queues">
      {background.queues.map((queue) => (
        <li key={queue.name} className="zg-card" data-testid={`queue-${queue.name}`}>
          <header>
            <h2>{words('work.queue', queue.name)}</h2>
            <span className="zg-faint">{words('work.queue', `${queue.name}Text`)}</span>
          </header>
          <dl>
            <Count label={t('work.queue.open')} value={formatCapped(queue.open, cap)} isZero={queue.open === 0} />
            <Count
              label={t('work.queue.retrying')}
              value={formatCapped(queue.retrying, cap)}
              isZero={queue.retrying === 0}
            />
            <Count
              label={t('work.queue.parked')}
              value={formatCapped(queue.parked, cap)}
              isZero={queue.parked === 0}
              isBad={queue.parked > 0}
            />
            <Count
              label={t('work.queue.oldest')}
              value={
                queue.oldestSeconds === null
                  ? t('work.queue.nothing')
                  : formatDuration(queue.oldestSeconds, i18n.language)
              }
              isZero={queue.oldestSeconds === null}
              isText
            />
          </dl>
        </li>
      ))}
    </ul>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: string;
  readonly isZero: boolean;
  readonly isBad?: boolean;
  readonly isText?: boolean;
}

function Count({ label, value, isZero, isBad = false, isText = false }: CountProps) {
  const classes = ['zg-num', isZero ? 'zg-faint' : '', isBad ? 'queues-bad' : '', isText ? 'queues-text' : ''];
  return (
    <div>
      <dt>{label}</dt>
      <dd className={classes.filter(Boolean).join(' ')}>{value}</dd>
    </div>
  );
}
