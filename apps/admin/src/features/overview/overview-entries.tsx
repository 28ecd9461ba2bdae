import { useNavigate } from '@tanstack/react-router';
import type { Overview } from '@zhanggui/api-client';
import { Card, EmptyState, followWith, formatCount, formatPercent, MoneyText } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { ordersBehind } from './overview.search';

/** Sales by where in WeChat they came from; each line leads to its orders. */
export function OverviewEntries({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const words = useWords();
  const scope = useScope();
  const navigate = useNavigate();
  const rows = overview.entryPoints.filter(({ orders, gmvFen }) => orders > 0 || gmvFen > 0);
  const largest = Math.max(1, ...rows.map(({ gmvFen }) => gmvFen));
  const total = overview.figures.gmvFen;
  return (
    <Card title={t('overview.entry.title')}>
      {rows.length === 0 ? (
        <EmptyState compact title={t('overview.entry.empty')} />
      ) : (
        <ul className="entries">
          {rows.map((row) => {
            const search = { ...scope.search, ...ordersBehind(overview, 'orders'), entryPoint: row.entryPoint };
            return (
              <li key={row.entryPoint} data-testid={`entry-${row.entryPoint}`}>
                <a
                  href={hrefOf('/orders', search)}
                  onClick={followWith(() => void navigate({ to: '/orders', search }))}
                >
                  <span className="entries-name">{words('orders.entry', row.entryPoint)}</span>
                  <span className="entries-orders">
                    {t('overview.entry.orders', { count: row.orders, n: formatCount(row.orders) })}
                  </span>
                  <MoneyText fen={row.gmvFen} />
                  <span className="entries-share">{formatPercent(total === 0 ? null : row.gmvFen / total)}</span>
                  <span className="entries-bar">
                    <i style={{ width: `${(row.gmvFen / largest) * 100}%` }} />
                  </span>
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
