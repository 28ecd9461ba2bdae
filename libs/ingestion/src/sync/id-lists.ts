import type { SyncKind, Topic } from '@zhanggui/stores';
import { topics } from '@zhanggui/stores';
import type { IdPage, WechatApi } from '@zhanggui/wechat';

/** The work by which an id of each kind is read again. */
export const topicOfKind: Record<SyncKind, Topic> = {
  orders: topics.order,
  after_sales: topics.afterSale,
  gift_after_sales: topics.giftAfterSale,
};

/** The longest range that the platform lists at once, in milliseconds. */
export const listSpanMs: Record<SyncKind, number> = {
  orders: 7 * 86_400_000,
  after_sales: 86_400_000,
  gift_after_sales: 86_400_000,
};

/** How far back a gift's refund may change after its creation: the platform lists these by creation only. */
export const giftRefundTailMs = 3 * 86_400_000;

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** One page of ids that were changed in a window (gift refunds: created in it). */
export function listChanged(
  api: WechatApi,
  appId: string,
  kind: SyncKind,
  window: Window,
  cursor?: string,
): Promise<IdPage> {
  const page = cursor ? { cursor } : {};
  if (kind === 'orders') return api.listOrderIds({ appId }, { updateTime: window, ...page });
  if (kind === 'after_sales') return api.listAfterSaleIds({ appId }, { updateTime: window, ...page });
  return api.listGiftAfterSaleIds({ appId }, { createTime: window, ...page });
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

/** Every id that was changed in a window of any length, page by page. */
export async function* allChanged(
  api: WechatApi,
  appId: string,
  kind: SyncKind,
  window: Window,
): AsyncGenerator<string[]> {
  for (let from = window.from.getTime(); from < window.to.getTime(); from += listSpanMs[kind]) {
    const part = { from: new Date(from), to: new Date(Math.min(from + listSpanMs[kind], window.to.getTime())) };
    let cursor: string | undefined;
    do {
      const page = await listChanged(api, appId, kind, part, cursor);
      if (page.ids.length > 0) yield page.ids;
      cursor = page.nextCursor;
    } while (cursor);
  }
}
