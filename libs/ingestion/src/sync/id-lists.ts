import type { SyncKind, Topic } from '@zhanggui/stores';
import { topics } from '@zhanggui/stores';
import type { IdPage, WechatApi } from '@zhanggui/wechat';

/** The work by which an id of each kind is read again. */
export const topicOfKind: Record<SyncKind, Topic> = {
  orders: topics.order,
  after_sales: topics.afterSale,
  gift_after_sales: topics.giftAfterSale,
};

const dayMs = 86_400_000;
/** The platform counts whole seconds with both ends, so a window is a little shorter than what it lists at once. */
const edgeMs = 2000;

/** The longest window of one listing, in milliseconds. */
export const listSpanMs: Record<SyncKind, number> = {
  orders: 7 * dayMs - edgeMs,
  after_sales: dayMs - edgeMs,
  gift_after_sales: dayMs - edgeMs,
};

/** How far back a gift's refund may change after its creation: the platform lists these by creation only. */
export const giftRefundTailMs = 3 * dayMs;

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** One page of ids that were created in a window. */
export function listCreated(
  api: WechatApi,
  appId: string,
  kind: SyncKind,
  window: Window,
  cursor?: string,
): Promise<IdPage> {
  const page = cursor ? { cursor } : {};
  if (kind === 'orders') return api.listOrderIds({ appId }, { createTime: window, ...page });
  if (kind === 'after_sales') return api.listAfterSaleIds({ appId }, { createTime: window, ...page });
  return api.listGiftAfterSaleIds({ appId }, { createTime: window, ...page });
}

/** Every id that was changed in a window of any length (gift refunds: created in it), page by page. */
export function allChanged(api: WechatApi, appId: string, kind: SyncKind, window: Window): AsyncGenerator<string[]> {
  if (kind === 'orders') return api.iterateOrderIds({ appId }, { updateTime: window });
  if (kind === 'after_sales') return api.iterateAfterSaleIds({ appId }, { updateTime: window });
  return api.iterateGiftAfterSaleIds({ appId }, { createTime: window });
}
