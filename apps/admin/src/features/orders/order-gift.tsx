import { useNavigate } from '@tanstack/react-router';
import type { OrderGift as Gift, OrderDetail } from '@zhanggui/api-client';
import { Card, CopyText, Facts, followWith, MoneyText, StatusTag } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { giftTone } from './order-words';

/** A gift: who pays is not who receives. */
export function OrderGift({ order, gift }: { order: OrderDetail; gift: Gift }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Card
      title={t('order.gift.title')}
      acts={<StatusTag tone={giftTone(gift.state)}>{words('order.gift.state', gift.state)}</StatusTag>}
    >
      <p className="gift-text">
        {gift.isFree
          ? t('order.gift.free')
          : gift.state === 'expired'
            ? t('order.gift.expired')
            : t('order.gift.apart')}
      </p>
      <Facts
        items={[
          { label: t('order.gift.id'), value: <CopyText value={gift.platformGiftId} /> },
          {
            label: t('order.gift.sentTo'),
            value: gift.sendType === null ? t('order.gift.sentUnknown') : words('order.gift.sendType', gift.sendType),
          },
          {
            label: t('order.gift.giver'),
            value: gift.isFree ? t('order.money.free') : <CopyText value={gift.giverOpenid} />,
          },
          {
            label: t('order.gift.recipient'),
            value: gift.recipientOpenid ? (
              <CopyText value={gift.recipientOpenid} />
            ) : (
              <span className="zg-soft">{t('order.gift.nobody')}</span>
            ),
          },
          ...(gift.note ? [{ label: t('order.gift.note'), value: `“${gift.note}”`, wide: true }] : []),
        ]}
      />
      {gift.shares.length > 1 ? <Shares order={order} gift={gift} /> : null}
    </Card>
  );
}

function Shares({ order, gift }: { order: OrderDetail; gift: Gift }) {
  const { t } = useTranslation();
  const words = useWords();
  const scope = useScope();
  const navigate = useNavigate();
  return (
    <div className="gift-shares">
      <h3>
        {t('order.gift.shares')} <span className="zg-faint">{gift.shares.length}</span>
      </h3>
      <ul>
        {gift.shares.map((share) => (
          <li key={share.id}>
            {share.id === order.id ? (
              <span className="zg-num">
                {share.platformOrderId} <span className="zg-faint">{t('order.gift.thisOne')}</span>
              </span>
            ) : (
              <a
                className="zg-num"
                href={hrefOf(`/orders/${share.id}`, { ...scope.search })}
                onClick={followWith(
                  () =>
                    void navigate({
                      to: '/orders/$orderId',
                      params: { orderId: share.id },
                      search: { ...scope.search },
                    }),
                )}
              >
                {share.platformOrderId}
              </a>
            )}
            <StatusTag tone={giftTone(share.giftState)}>{words('order.gift.state', share.giftState)}</StatusTag>
            <MoneyText fen={share.paidFen} quietZero />
          </li>
        ))}
      </ul>
    </div>
  );
}
