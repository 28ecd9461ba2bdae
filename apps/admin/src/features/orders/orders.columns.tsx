import type { OrderListItem } from '@zhanggui/api-client';
import { type Column, CopyText, MoneyText, StatusTag, TimeText } from '@zhanggui/ui';
import type { TFunction } from 'i18next';
import type { FindWord } from '../../i18n/use-words';
import { isOverdue, stateTone } from './order-words';

export interface OrderColumnWords {
  readonly t: TFunction;
  readonly words: FindWord;
  readonly stateWord: (order: OrderListItem) => string;
}

/** The columns of the list. `manyMerchants`: rows of several merchants stand together. */
export function orderColumns(
  { t, words, stateWord }: OrderColumnWords,
  shows: { readonly manyMerchants: boolean; readonly manyStores: boolean },
): Column<OrderListItem>[] {
  return [
    { key: 'id', title: t('orders.column.id'), fixed: true, render: (o) => <CopyText value={o.platformOrderId} /> },
    {
      key: 'state',
      title: t('orders.column.state'),
      render: (o) => <OrderTags order={o} t={t} stateWord={stateWord} />,
    },
    {
      key: 'title',
      title: t('orders.column.title'),
      grow: true,
      render: (o) => (
        <span className="zg-truncate" title={o.title}>
          {o.title}
          {o.itemCount > 1 ? <span className="zg-faint"> ×{o.itemCount}</span> : null}
        </span>
      ),
    },
    {
      key: 'paid',
      title: t('orders.column.paid'),
      align: 'right',
      render: (o) => <MoneyText fen={o.paidFen} strong={o.paidFen > 0} quietZero />,
    },
    {
      key: 'receivable',
      title: t('orders.column.receivable'),
      align: 'right',
      optional: true,
      render: (o) => <MoneyText fen={o.receivableFen} quietZero />,
    },
    {
      key: 'refunded',
      title: t('orders.column.refunded'),
      align: 'right',
      optional: true,
      render: (o) => <MoneyText fen={o.refundedFen} quietZero />,
    },
    {
      key: 'placed',
      title: t('orders.column.placed'),
      render: (o) => <TimeText at={o.createdAt} timeZone={o.timeZone} />,
    },
    {
      key: 'paidAt',
      title: t('orders.column.paidAt'),
      optional: true,
      render: (o) => <TimeText at={o.paidAt} timeZone={o.timeZone} />,
    },
    { key: 'shipBy', title: t('orders.column.shipBy'), render: (o) => <ShipBy order={o} /> },
    {
      key: 'store',
      title: t('orders.column.store'),
      optional: !shows.manyStores,
      render: (o) => (
        <Short
          text={o.storeName}
          more={shows.manyMerchants && o.merchantName !== o.storeName ? o.merchantName : undefined}
        />
      ),
    },
    {
      key: 'merchant',
      title: t('orders.column.merchant'),
      optional: true,
      render: (o) => <Short text={o.merchantName} />,
    },
    { key: 'entry', title: t('orders.column.entry'), render: (o) => words('orders.entry', o.entryPoint) },
    {
      key: 'receiver',
      title: t('orders.column.receiver'),
      render: (o) => <Receiver order={o} />,
    },
    {
      key: 'gift',
      title: t('orders.column.gift'),
      optional: true,
      render: (o) => <CopyText value={o.platformGiftId} />,
    },
    {
      key: 'afterSales',
      title: t('orders.column.afterSales'),
      align: 'right',
      optional: true,
      render: (o) => <span className={`zg-num${o.openAfterSales === 0 ? ' zg-faint' : ''}`}>{o.openAfterSales}</span>,
    },
    { key: 'note', title: t('orders.column.note'), optional: true, render: (o) => <Short text={o.customerNote} /> },
  ];
}

function Short({ text, more }: { text: string | null; more?: string | undefined }) {
  return text ? (
    <span className="zg-truncate orders-short" title={more ? `${text} · ${more}` : text}>
      {text}
      {more ? <span className="zg-faint"> {more}</span> : null}
    </span>
  ) : (
    <span className="zg-faint">—</span>
  );
}

/** The name and the city; the whole region is in the tooltip. */
function Receiver({ order }: { order: OrderListItem }) {
  if (!order.receiverName && !order.receiverRegion) return <span className="zg-faint">—</span>;
  const city = order.receiverRegion?.split(' ')[1] ?? order.receiverRegion;
  return (
    <span
      className="zg-truncate orders-receiver"
      title={[order.receiverName, order.receiverRegion].filter(Boolean).join(' ')}
    >
      {order.receiverName} <span className="zg-soft">{city}</span>
    </span>
  );
}

function ShipBy({ order }: { order: OrderListItem }) {
  const isOpen = order.state === 'to_ship' || order.state === 'partly_shipped';
  if (!isOpen) return <span className="zg-faint">—</span>;
  return (
    <span className={isOverdue(order) ? 'orders-overdue' : undefined}>
      <TimeText at={order.shipBy} timeZone={order.timeZone} />
    </span>
  );
}

export function OrderTags({
  order,
  t,
  stateWord,
}: { order: OrderListItem } & Pick<OrderColumnWords, 't' | 'stateWord'>) {
  return (
    <span className="orders-tags">
      <StatusTag tone={stateTone(order.state)} value={order.state}>
        {stateWord(order)}
      </StatusTag>
      {order.isGift && order.state !== 'gift_unclaimed' ? <StatusTag tone="gift">{t('orders.gift')}</StatusTag> : null}
      {isOverdue(order) ? <StatusTag tone="attention">{t('orders.overdue')}</StatusTag> : null}
      {order.openAfterSales > 0 ? (
        <StatusTag tone="attention">{t('orders.openAfterSales', { count: order.openAfterSales })}</StatusTag>
      ) : null}
    </span>
  );
}

/** One order on a phone. */
export function OrderCard({
  order,
  t,
  words,
  stateWord,
  showsStore,
}: { order: OrderListItem; showsStore: boolean } & OrderColumnWords) {
  return (
    <>
      <div className="zg-card-line">
        <OrderTags order={order} t={t} stateWord={stateWord} />
        <MoneyText fen={order.paidFen} strong quietZero />
      </div>
      <div className="zg-card-line">
        <span className="zg-truncate">
          {order.title}
          {order.itemCount > 1 ? <span className="zg-faint"> ×{order.itemCount}</span> : null}
        </span>
      </div>
      <div className="zg-card-line zg-soft">
        <span className="zg-truncate">
          {[showsStore ? order.storeName : null, words('orders.entry', order.entryPoint), order.receiverName]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <TimeText at={order.createdAt} timeZone={order.timeZone} />
      </div>
      <div className="zg-card-line zg-faint">
        <CopyText value={order.platformOrderId} />
      </div>
    </>
  );
}
