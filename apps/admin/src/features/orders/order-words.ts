import type { OrderListItem } from '@zhanggui/api-client';
import type { Tone } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';

const stateTones: Readonly<Record<string, Tone>> = {
  pending_payment: 'neutral',
  gift_unclaimed: 'gift',
  group_pending: 'info',
  voucher_pending: 'info',
  to_ship: 'progress',
  partly_shipped: 'progress',
  shipped: 'info',
  completed: 'success',
  cancelled_refunded: 'neutral',
  cancelled_unpaid: 'neutral',
  unknown: 'attention',
};

const afterSaleTones: Readonly<Record<string, Tone>> = {
  open: 'progress',
  refused: 'neutral',
  attention: 'attention',
  refunded: 'success',
  exchanged: 'success',
  closed: 'neutral',
  unknown: 'attention',
};

const giftTones: Readonly<Record<string, Tone>> = {
  unpaid: 'neutral',
  unclaimed: 'gift',
  claimed: 'success',
  expired: 'neutral',
  refunded: 'neutral',
  unknown: 'attention',
};

// A state that we do not know wants to be looked at.
export const stateTone = (state: string): Tone => stateTones[state] ?? 'attention';
export const afterSaleTone = (status: string): Tone => afterSaleTones[status] ?? 'attention';
export const giftTone = (state: string): Tone => giftTones[state] ?? 'attention';

/** The word for an order's state; one that we do not know shows the platform's number. */
export function useStateWord(): (order: Pick<OrderListItem, 'state' | 'platformStatus'>) => string {
  const { t } = useTranslation();
  const words = useWords();
  return ({ state, platformStatus }) =>
    state === 'unknown' ? t('orders.unknownState', { number: platformStatus }) : words('orders.state', state);
}

/** Past its deadline and still to ship. */
export const isOverdue = (order: Pick<OrderListItem, 'state' | 'shipBy'>, now = Date.now()): boolean =>
  (order.state === 'to_ship' || order.state === 'partly_shipped') &&
  order.shipBy !== null &&
  new Date(order.shipBy).getTime() < now;
