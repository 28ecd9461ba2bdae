/** Our words for the platform's order states; `unknown` keeps a number that we do not know (shown with it). */
export const orderStatuses = [
  'pending_payment',
  'gift_unclaimed',
  'group_pending',
  'voucher_pending',
  'to_ship',
  'partly_shipped',
  'shipped',
  'completed',
  'cancelled_refunded',
  'cancelled_unpaid',
  'unknown',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Where inside WeChat a sale came from. `other`: the platform names a place we do not know; `unknown`: it names none. */
export const entryPoints = [
  'live',
  'short_video',
  'share',
  'showcase',
  'article',
  'mini_program',
  'wecom',
  'official_account',
  'channels',
  'alliance',
  'other',
  'unknown',
] as const;
export type EntryPoint = (typeof entryPoints)[number];

export const afterSaleStatuses = [
  'open',
  'refused',
  'attention',
  'refunded',
  'exchanged',
  'closed',
  'unknown',
] as const;
export type AfterSaleStatus = (typeof afterSaleStatuses)[number];

/**
 * Whether the merchant's agreement is what money waits for: a refund that was asked for, or a return whose goods are on
 * their way or there. Words are the platform's own, of `type` and `status` of an after-sale.
 */
export const awaitsRefund = (type: string, platformStatus: string): boolean =>
  (type === 'REFUND' && platformStatus === 'MERCHANT_PROCESSING') ||
  (type === 'RETURN' && platformStatus === 'MERCHANT_WAIT_RECEIPT');

/**
 * How far a decision to refund is. `sent`: the platform may have got it, and is asked before it is sent again.
 * `overtaken`: the after-sale no longer waited for it, and nothing was paid because of it. `failed`: the platform refused.
 */
export const refundDecisionStates = ['waiting', 'sent', 'done', 'overtaken', 'failed'] as const;
export type RefundDecisionState = (typeof refundDecisionStates)[number];
