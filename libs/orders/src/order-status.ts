import type { OrderStatus } from '@zhanggui/contracts';

/** The platform's numbers and our words. 180 and 181 are a gift's expiry as its sender's account sees it. */
const statusByNumber: Readonly<Record<number, OrderStatus>> = {
  10: 'pending_payment',
  12: 'gift_unclaimed',
  13: 'group_pending',
  17: 'voucher_pending',
  20: 'to_ship',
  21: 'partly_shipped',
  30: 'shipped',
  100: 'completed',
  180: 'cancelled_refunded',
  181: 'cancelled_refunded',
  200: 'cancelled_refunded',
  250: 'cancelled_unpaid',
};

/**
 * Our word for a platform state. 250 also ends a gift that nobody accepted: it had been paid, and the money went back, so
 * it is not "unpaid". A number that we do not know is `unknown`, never "cancelled".
 */
export function orderStatus(platformStatus: number, isPaid: boolean): OrderStatus {
  const status = statusByNumber[platformStatus] ?? 'unknown';
  return status === 'cancelled_unpaid' && isPaid ? 'cancelled_refunded' : status;
}
