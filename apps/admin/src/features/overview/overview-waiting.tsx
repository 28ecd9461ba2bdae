import { CheckCircleOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import type { OrderView, WaitingWork } from '@zhanggui/api-client';
import { Card, followWith, formatCapped } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useMay } from '../../shared/session';

type WaitingKey = Exclude<keyof WaitingWork, 'cap'>;

/** Where each kind of waiting work is done; the rest is background work. */
const viewOf: Partial<Record<WaitingKey, OrderView>> = {
  overdue: 'overdue',
  toShip: 'unshipped',
  openAfterSales: 'after_sale',
  giftsUnclaimed: 'gift_unclaimed',
  pendingPayment: 'pending_payment',
  unknown: 'unknown',
};

const order: readonly WaitingKey[] = [
  'overdue',
  'toShip',
  'openAfterSales',
  'giftsUnclaimed',
  'pendingPayment',
  'unknown',
  'parkedWork',
];

/** These should be empty; the others are simply under way. */
const urgent: ReadonlySet<WaitingKey> = new Set(['overdue', 'unknown', 'parkedWork']);

export function OverviewWaiting({ waiting }: { waiting: WaitingWork }) {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useScope();
  const navigate = useNavigate();
  const keys = order.filter((key) => key !== 'parkedWork' || may('work.read'));
  const isCalm = keys.every((key) => waiting[key] === 0);
  return (
    <Card
      title={t('overview.waiting.title')}
      acts={
        isCalm ? (
          <span className="waiting-calm">
            <CheckCircleOutlined /> {t('overview.waiting.calm')}
          </span>
        ) : null
      }
    >
      <ul className="waiting">
        {keys.map((key) => {
          const view = viewOf[key];
          const count = waiting[key];
          const search = view ? { ...scope.search, view } : { ...scope.search };
          const path = view ? '/orders' : '/work';
          return (
            <li key={key}>
              <a
                href={hrefOf(path, search)}
                onClick={followWith(() => void navigate({ to: path, search }))}
                className="waiting-card"
                data-testid={`waiting-${key}`}
                data-value={count}
                data-mood={count === 0 ? 'calm' : urgent.has(key) ? 'urgent' : 'open'}
              >
                <span className="waiting-count">{formatCapped(count, waiting.cap)}</span>
                <span className="waiting-name">{t(`overview.waiting.${key}`)}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
