import { done, type OrderAfterSale, type OrderDetail } from '@zhanggui/api-client';
import { Card, CopyText, formatYuan, MoneyText, StatusTag, TimeText } from '@zhanggui/ui';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { ProblemNote } from '../../shared/problem-note';
import { merchantScope } from '../../shared/scope';
import { useMay } from '../../shared/session';
import { useAct } from '../../shared/use-act';
import { afterSaleTone } from './order-words';

export function OrderAfterSales({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('order.afterSales.title')}>
      {order.afterSales.length === 0 ? (
        <p className="zg-faint">{t('order.afterSales.none')}</p>
      ) : (
        <ul className="after-sales">
          {order.afterSales.map((entry) => (
            <AfterSale key={entry.id} order={order} entry={entry} />
          ))}
        </ul>
      )}
    </Card>
  );
}

interface AfterSaleProps {
  readonly order: OrderDetail;
  readonly entry: OrderAfterSale;
}

function AfterSale({ order, entry }: AfterSaleProps) {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const zone = order.timeZone;
  const { decision } = entry;
  const isUnderWay = decision !== null && decision.endedAt === null;
  return (
    <li data-testid="after-sale" data-status={entry.platformStatus}>
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
      {decision ? (
        <div className="zg-soft" data-testid="refund-decision" data-state={decision.state}>
          {t(`order.afterSales.decision.${decision.state}`, {
            by: decision.by,
            amount: formatYuan(decision.amountFen),
          })}{' '}
          <TimeText at={decision.endedAt ?? decision.requestedAt} timeZone={zone} />
        </div>
      ) : null}
      {decision?.problem ? <ProblemNote problem={decision.problem} timeZone={zone} /> : null}
      {entry.awaitsRefund && !isUnderWay && may('refund.agree') ? <Agree order={order} entry={entry} /> : null}
    </li>
  );
}

/** Agreeing pays at once, so it is asked for once more with the amount; above a limit the server asks who it is as well. */
function Agree({ order, entry }: AfterSaleProps) {
  const { t } = useTranslation();
  const amount = formatYuan(entry.amountFen);
  const agree = useAct(
    () =>
      done(
        api.within(merchantScope(order.merchantId)).POST('/api/v1/after-sales/{afterSaleId}/refund', {
          params: { path: { afterSaleId: entry.id } },
          body: { amountFen: entry.amountFen },
        }),
      ),
    { said: t('order.afterSales.agreeSaid'), changes: ['order'] },
  );
  return (
    <div className="after-sales-acts">
      <Popconfirm
        placement="topLeft"
        title={t('order.afterSales.agreeConfirm', { amount })}
        description={
          <div className="zg-explain">
            {entry.type === 'RETURN' ? t('order.afterSales.agreeReturn') : t('order.afterSales.agreeRefund')}
          </div>
        }
        okText={t('order.afterSales.agree', { amount })}
        okButtonProps={{ 'data-testid': 'refund-confirm' }}
        cancelText={t('common.cancel')}
        onConfirm={() => agree.mutate()}
      >
        <Button size="small" loading={agree.isPending} data-testid="refund-agree">
          {t('order.afterSales.agree', { amount })}
        </Button>
      </Popconfirm>
    </div>
  );
}
