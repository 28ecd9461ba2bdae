import { column, docColumn, type Table } from '../store/table';

/** What the giver pays: one sub-order for each share. */
export interface Gift {
  id: string;
  appid: string;
  group: boolean;
  orderIds: string[];
  /** Set when it is paid and sent; the business instant at which untaken shares end. */
  expireAt?: number;
  timers: boolean;
  ended: boolean;
}

export const giftDue = ({ timers, ended, expireAt }: Gift): number | null =>
  timers && !ended ? (expireAt ?? null) : null;

export const giftsTable: Table<Gift> = {
  name: 'gifts',
  columns: [
    column('id', 'bigint', ({ id }) => id),
    column('appid', 'text', ({ appid }) => appid),
    column('due_at', 'bigint', giftDue),
    docColumn(),
  ],
};

/** The refund of a group gift's untaken shares (群礼物超时自动退售后单). */
export interface GiftRefund {
  id: string;
  appid: string;
  giftId: string;
  giverOpenid: string;
  status: 'PLATFORM_REFUNDING' | 'MERCHANT_REFUND_SUCCESS';
  createTime: number;
  updateTime: number;
  shares: { orderId: string; productId: string; skuId: string; count: number; fen: number }[];
}

const secondsUntilGiftRefunded = 60;

export const giftRefundDue = ({ status, createTime }: GiftRefund): number | null =>
  status === 'PLATFORM_REFUNDING' ? createTime + secondsUntilGiftRefunded : null;

export const giftRefundsTable: Table<GiftRefund> = {
  name: 'gift_refunds',
  columns: [
    column('id', 'bigint', ({ id }) => id),
    column('appid', 'text', ({ appid }) => appid),
    column('create_time', 'bigint', ({ createTime }) => createTime),
    column('due_at', 'bigint', giftRefundDue),
    docColumn(),
  ],
};
