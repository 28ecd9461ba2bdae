import type { OrderDetail, OrderItem } from '@zhanggui/api-client';
import { Card, MoneyText, StatusTag } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';

/** The lines of an order, with their share of what was paid. */
export function OrderLines({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const sum = order.items.reduce((total, item) => total + item.paidFen, 0);
  const rest = order.paidFen - sum;
  return (
    <Card title={t('order.lines.title')} flush>
      <ul className="lines">
        {order.items.map((item) => (
          <Line key={item.id} item={item} />
        ))}
        {rest !== 0 && order.paidFen > 0 && order.items.length > 0 ? (
          <li className="lines-rest">
            <span className="zg-soft">{t('order.lines.remainder')}</span>
            <MoneyText fen={rest} />
          </li>
        ) : null}
      </ul>
    </Card>
  );
}

function Line({ item }: { item: OrderItem }) {
  const { t } = useTranslation();
  return (
    <li>
      <Thumb url={item.thumbUrl} name={item.title} />
      <div className="lines-text">
        <div className="lines-title">
          {item.title || item.productId}
          {item.isFreebie ? <StatusTag tone="info">{t('orders.freebie')}</StatusTag> : null}
        </div>
        <div className="zg-soft">{item.attrs.join(' · ')}</div>
        <div className="lines-ids zg-faint">
          <span>{t('order.lines.sku', { id: item.skuId || '—' })}</span>
          {item.skuCode ? <span>{t('order.lines.code', { code: item.skuCode })}</span> : null}
        </div>
        {item.onAfterSaleCount > 0 || item.finishedAfterSaleCount > 0 ? (
          <div className="orders-tags">
            {item.onAfterSaleCount > 0 ? (
              <StatusTag tone="attention">
                {t('order.lines.afterSale')} {t('order.lines.open', { count: item.onAfterSaleCount })}
              </StatusTag>
            ) : null}
            {item.finishedAfterSaleCount > 0 ? (
              <StatusTag tone="neutral">
                {t('order.lines.afterSale')} {t('order.lines.finished', { count: item.finishedAfterSaleCount })}
              </StatusTag>
            ) : null}
          </div>
        ) : null}
      </div>
      <div className="lines-figures">
        <MoneyText fen={item.paidFen} strong quietZero />
        <span className="zg-soft zg-num">
          <MoneyText fen={item.unitPriceFen} /> × {item.count}
        </span>
      </div>
    </li>
  );
}

/** The product's picture; until it comes, or where it does not, the first letter of its name. */
function Thumb({ url, name }: { url: string | null; name: string }) {
  return (
    <span className="lines-thumb" aria-hidden="true">
      {[...name][0] ?? ''}
      {url?.startsWith('http') ? (
        <img
          src={url}
          alt=""
          loading="lazy"
          referrerPolicy="no-referrer"
          width={44}
          height={44}
          onError={(event) => {
            event.currentTarget.style.display = 'none';
          }}
        />
      ) : null}
    </span>
  );
}
