import type { OrderDetail } from '@zhanggui/api-client';
import { Card, MoneyText } from '@zhanggui/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { type MoneyPart, moneyParts } from './money-parts';

/** The account of an order: its lines add up to the figure above the double rule. */
export function OrderMoney({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const { parts, total, outcome } = moneyParts(order);
  const nameOf = (part: MoneyPart) =>
    part.kind === 'discount' ? words('order.bearer', part.bearer) : t(`order.money.${part.kind}`);
  return (
    <Card title={t('order.money.title')}>
      <dl className="ledger">
        {parts.map((part, i) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an account stand in a fixed order
            key={i}
            label={nameOf(part)}
            className={part.kind === 'original' ? 'ledger-subtotal' : undefined}
          >
            <MoneyText fen={part.fen} quietZero />
          </Line>
        ))}
        <Line
          label={
            <>
              {outcome === 'toPay' ? t('order.money.toPay') : t('order.money.paid')}
              {outcome === 'toPay' ? <span className="zg-faint"> · {t('order.money.notPaid')}</span> : null}
            </>
          }
          className="ledger-total"
        >
          <MoneyText fen={total} strong />
        </Line>
        <Line label={t('order.money.receivable')}>
          <MoneyText fen={order.receivableFen} quietZero />
        </Line>
        <Line label={t('order.money.refunded')}>
          <span className={order.refundedFen > 0 ? 'ledger-refund' : undefined}>
            <MoneyText fen={order.refundedFen === 0 ? 0 : -order.refundedFen} quietZero />
          </span>
        </Line>
      </dl>
      {order.receivableFen > order.paidFen && order.paidFen > 0 ? (
        <p className="ledger-note">{t('order.money.receivableNote')}</p>
      ) : null}
    </Card>
  );
}

function Line({
  label,
  className,
  children,
}: {
  label: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={className}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
