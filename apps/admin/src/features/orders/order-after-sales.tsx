import type { OrderDetail } from '@zhanggui/api-client';
import { Card, CopyText, MoneyText, StatusTag, TimeText } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { afterSaleTone } from './order-words';

export function OrderAfterSales({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const zone = order.timeZone;
  return (
    <Card title={t('order.afterSales.title')}>
      {order.afterSales.length === 0 ? (
        <p className="zg-faint">{t('order.afterSales.none')}</p>
      ) : (
        <ul className="after-sales">
          {order.afterSales.map((entry) => (
            <li key={entry.id}>
              <div className="zg-card-line">
                <span className="orders-tags">
                  <StatusTag tone={afterSaleTone(entry.status)} title={entry.platformStatus}>
                    {entry.status === 'unknown' ? entry.platformStatus : words('order.afterSales.status', entry.status)}
                  </StatusTag>
                  <span>
                    {entry.kind === 'gift_expiry'
                      ? words('order.afterSales.kind', entry.kind)
                      : words('order.afterSales.type', entry.type)}
                    {entry.count ? <span className="zg-faint"> ×{entry.count}</span> : null}
                  </span>
                </span>
                <MoneyText fen={entry.amountFen} strong quietZero />
              </div>
              {entry.reasonText ? <div className="zg-soft">{entry.reasonText}</div> : null}
              <div className="after-sales-facts zg-soft">
                <CopyText value={entry.platformAfterSaleId} label={t('order.afterSales.id')} />
                <span>
                  {t('order.afterSales.created')} <TimeText at={entry.createdAt} timeZone={zone} />
                </span>
                {entry.deadline && !entry.completedAt ? (
                  <span>
                    {t('order.afterSales.deadline')} <TimeText at={entry.deadline} timeZone={zone} />
                  </span>
                ) : null}
                {entry.completedAt ? (
                  <span>
                    {t('order.afterSales.completed')} <TimeText at={entry.completedAt} timeZone={zone} />
                  </span>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
