import type { OrderStatus } from '@zhanggui/contracts';

export const giftStates = ['unpaid', 'unclaimed', 'claimed', 'expired', 'refunded', 'unknown'] as const;
export type GiftState = (typeof giftStates)[number];

export interface GiftShare {
  readonly status: OrderStatus;
  /** When the recipient accepted, as far as we saw it: an address or a recipient was there. */
  readonly wasClaimed: boolean;
}

/**
 * Where one share of a gift stands. "Expired" is derived as the platform advises: it was a paid gift, it is cancelled, and
 * it never had a recipient; which of its two numbers for "cancelled" the platform uses is not relied on.
 */
export function giftState(share: GiftShare): GiftState {
  switch (share.status) {
    case 'pending_payment':
      return 'unpaid';
    case 'cancelled_unpaid':
      return 'unpaid';
    case 'gift_unclaimed':
      return 'unclaimed';
    case 'cancelled_refunded':
      return share.wasClaimed ? 'refunded' : 'expired';
    case 'unknown':
      return 'unknown';
    default:
      return 'claimed';
  }
}
