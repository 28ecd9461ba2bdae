import type { AfterSaleStatus } from '@zhanggui/contracts';

/** The platform's states of an after-sale and of a gift's expiry refund. Only `refunded` moves money. */
const statusByName: Readonly<Record<string, AfterSaleStatus>> = {
  MERCHANT_PROCESSING: 'open',
  USER_WAIT_RETURN: 'open',
  MERCHANT_WAIT_RECEIPT: 'open',
  MERCHANT_OVERDUE_REFUND: 'open',
  PLATFORM_REFUNDING: 'open',
  PLATFORM_PROCESSING: 'open',
  USER_WAIT_CONFIRM: 'open',
  USER_WAIT_CONFIRM_UPDATE: 'open',
  USER_WAIT_HANDLE_MERCHANT_AFTER_SALE: 'open',
  WAIT_PACKAGE_INTERCEPT: 'open',
  USER_WAIT_RECEIPT: 'open',
  MERCHANT_REJECT_REFUND: 'refused',
  MERCHANT_REJECT_RETURN: 'refused',
  MERCHANT_REJECT_EXCHANGE: 'refused',
  MERCHANT_REJECT_RESHIP: 'refused',
  PLATFORM_REFUND_FAIL: 'attention',
  MERCHANT_REFUND_SUCCESS: 'refunded',
  MERCHANT_RETURN_SUCCESS: 'refunded',
  MERCHANT_EXCHANGE_SUCCESS: 'exchanged',
  USER_CANCELD: 'closed',
  RETURN_CLOSED: 'closed',
  MERCHANT_FAIL: 'closed',
  MERCHANT_REFUND_RETRY_FAIL: 'closed',
};

/** Our word for a platform state; one that we do not know is `unknown` and is treated as still open. */
export const afterSaleStatus = (platformStatus: string): AfterSaleStatus => statusByName[platformStatus] ?? 'unknown';
