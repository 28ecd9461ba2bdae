import type { OrderDetail } from '@zhanggui/api-client';
import { Card, CopyText, Facts } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';

export function OrderReceiver({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const { receiver } = order;
  const region = [receiver?.province, receiver?.city, receiver?.county].filter(Boolean).join(' ');
  return (
    <Card
      title={t('order.receiver.title')}
      acts={receiver ? <span className="zg-faint">{t('order.receiver.masked')}</span> : null}
    >
      {receiver ? (
        <Facts
          items={[
            { label: t('order.receiver.name'), value: receiver.name ?? '—' },
            { label: t('order.receiver.tel'), value: <span className="zg-num">{receiver.tel ?? '—'}</span> },
            { label: t('order.receiver.region'), value: region || '—' },
          ]}
        />
      ) : (
        <p className="zg-faint">
          {t('order.receiver.none')}
          {order.isGift ? ` · ${t('order.receiver.noneGift')}` : ''}
        </p>
      )}
    </Card>
  );
}

export function OrderNotes({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  if (!order.customerNote && !order.merchantNote) return null;
  return (
    <Card title={t('order.notes.title')}>
      <Facts
        items={[
          ...(order.customerNote ? [{ label: t('order.notes.customer'), value: order.customerNote, wide: true }] : []),
          ...(order.merchantNote ? [{ label: t('order.notes.merchant'), value: order.merchantNote, wide: true }] : []),
        ]}
      />
    </Card>
  );
}

export function OrderSource({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Card title={t('order.source.title')}>
      <Facts
        items={[
          { label: t('order.source.entry'), value: words('orders.entry', order.entryPoint) },
          {
            label: t('order.source.scene'),
            value:
              order.scene === null ? (
                <span className="zg-faint">{t('order.source.noScene')}</span>
              ) : (
                <span className="zg-num">{order.scene}</span>
              ),
          },
        ]}
      />
      {order.sources.length === 0 ? (
        <p className="zg-faint order-source-none">{t('order.source.none')}</p>
      ) : (
        <ul className="sources">
          {order.sources.map((source, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sources have no id of their own and never move
            <li key={i}>
              <div>
                {source.accountNickname ?? '—'}{' '}
                <span className="zg-soft">
                  {[
                    source.accountType === null ? null : words('order.source.accounts', source.accountType),
                    source.saleChannel === null ? null : words('order.source.channels', source.saleChannel),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              <div className="zg-faint lines-ids">
                {source.accountId ? <CopyText value={source.accountId} label={t('order.source.name')} /> : null}
                {source.skuId ? <span>{t('order.lines.sku', { id: source.skuId })}</span> : null}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
