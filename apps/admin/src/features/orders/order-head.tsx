import { SyncOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OrderDetail } from '@zhanggui/api-client';
import { done } from '@zhanggui/api-client';
import { CopyText, Facts, formatDuration, StatusTag, TimeText } from '@zhanggui/ui';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { useTellProblem } from '../../shared/problem';
import { merchantScope } from '../../shared/scope';
import { useMay } from '../../shared/session';
import { isOverdue, stateTone, useStateWord } from './order-words';

export function OrderHead({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const stateWord = useStateWord();
  const zone = order.timeZone;
  const time = (at: string | null) => <TimeText at={at} timeZone={zone} style="second" />;
  return (
    <header className="order-head">
      <div className="order-head-line">
        <StatusTag tone={stateTone(order.state)} testId="order-state" value={order.state}>
          {stateWord(order)}
        </StatusTag>
        {order.isGift ? <StatusTag tone="gift">{t('orders.gift')}</StatusTag> : null}
        {order.openAfterSales > 0 ? (
          <StatusTag tone="attention">{t('orders.openAfterSales', { count: order.openAfterSales })}</StatusTag>
        ) : null}
        <Deadline order={order} />
        <ReadAgain order={order} />
      </div>
      <div className="order-head-id">
        <CopyText value={order.platformOrderId} label={t('order.platformOrderId')} />
      </div>
      <div className="zg-soft">
        {order.merchantName} · {order.storeName}
        <span className="zg-faint">
          {' · '}
          {t('order.updated')} {time(order.updatedAt)} · {t('order.readAt')}{' '}
          <TimeText at={order.readAt} timeZone={zone} relative />
        </span>
      </div>
      <div className="order-head-facts">
        <Facts
          items={[
            { label: t('order.placedAt'), value: time(order.createdAt) },
            { label: t('order.paidAt'), value: time(order.paidAt) },
            { label: t('order.shippedAt'), value: time(order.shippedAt) },
            { label: t('order.completedAt'), value: time(order.completedAt) },
          ]}
        />
        <Facts
          items={[
            {
              label: t('order.paymentMethod'),
              value: order.paymentMethod === null ? '—' : words('order.payment', order.paymentMethod),
            },
            { label: t('order.transactionId'), value: <CopyText value={order.transactionId} /> },
            {
              label: order.isGift ? t('order.payer') : t('order.buyer'),
              value: <CopyText value={order.payerOpenid} />,
            },
            { label: t('order.id'), value: <CopyText value={order.id} /> },
          ]}
        />
      </div>
    </header>
  );
}

/** Asks the platform once more; what it answers arrives like any other change. */
function ReadAgain({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  const queryClient = useQueryClient();
  const readAgain = useMutation({
    mutationFn: () =>
      done(
        api
          .within(merchantScope(order.merchantId))
          .POST('/api/v1/orders/{orderId}/read-again', { params: { path: { orderId: order.id } } }),
      ),
    onSuccess: () => {
      void message.success(t('order.readAgainAsked'));
      return queryClient.invalidateQueries({ queryKey: ['order'] });
    },
    onError: tellProblem,
  });
  if (!may('work.restart')) return null;
  return (
    <Button
      size="small"
      className="order-read-again"
      icon={<SyncOutlined />}
      title={t('order.readAgainText')}
      loading={readAgain.isPending}
      onClick={() => readAgain.mutate()}
      data-testid="read-again"
    >
      {t('order.readAgain')}
    </Button>
  );
}

function Deadline({ order }: { order: OrderDetail }) {
  const { t, i18n } = useTranslation();
  if (order.shipBy === null || (order.state !== 'to_ship' && order.state !== 'partly_shipped')) return null;
  const seconds = (new Date(order.shipBy).getTime() - Date.now()) / 1000;
  const time = formatDuration(Math.round(Math.abs(seconds)), i18n.language);
  return (
    <span className="order-deadline">
      {t('order.shipBy')} <TimeText at={order.shipBy} timeZone={order.timeZone} />{' '}
      {isOverdue(order) ? (
        <StatusTag tone="attention">{t('order.overdueBy', { time })}</StatusTag>
      ) : (
        <span className="zg-soft">{t('order.leftToShip', { time })}</span>
      )}
    </span>
  );
}
