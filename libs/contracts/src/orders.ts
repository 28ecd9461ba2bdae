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
