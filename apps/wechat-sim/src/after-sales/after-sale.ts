import type { Step } from '../orders/order';
import { column, docColumn, type Table } from '../store/table';

export type AfterSaleType = 'REFUND' | 'RETURN' | 'EXCHANGE';

export interface AfterSale {
  id: string;
  appid: string;
  orderId: string;
  lineIndex: number;
  productId: string;
  skuId: string;
  count: number;
  /** What the buyer gets back, freight in it included. */
  amountFen: number;
  freightFen: number;
  type: AfterSaleType;
  status: string;
  reason: string;
  reasonText: string;
  refundReason?: number;
  openid?: string;
  giverOpenid?: string;
  createTime: number;
  updateTime: number;
  completeTime?: number;
  /** End of the present waiting state. */
  deadline?: number;
  returnParcel?: { waybillId: string; deliveryId: string; deliveryName: string };
  rejectReason?: string;
  /** Absent when the clock leaves this after-sale alone. */
  timers?: boolean;
  plan?: Step[];
  /** The line of the retail data that it replays, and what of that line no after-sale could carry. */
  origin?: { line: string; leftOut: { rule: string; fen: number }[] };
}

export const refundRunningSeconds = 5;

/** Waiting states and how long each may last. */
export const waitingSeconds: Readonly<Record<string, number>> = {
  MERCHANT_PROCESSING: 48 * 3600,
  USER_WAIT_RETURN: 7 * 86_400,
  MERCHANT_WAIT_RECEIPT: 7 * 86_400,
  USER_WAIT_RECEIPT: 7 * 86_400,
};

/** Which states may follow which; a state without an entry is final. */
export const afterSaleTransitions: Readonly<Record<string, readonly string[]>> = {
  MERCHANT_PROCESSING: [
    'PLATFORM_REFUNDING',
    'USER_WAIT_RETURN',
    'MERCHANT_REJECT_REFUND',
    'MERCHANT_REJECT_RETURN',
    'MERCHANT_REJECT_EXCHANGE',
    'USER_CANCELD',
  ],
  USER_WAIT_RETURN: ['MERCHANT_WAIT_RECEIPT', 'USER_CANCELD', 'RETURN_CLOSED'],
  MERCHANT_WAIT_RECEIPT: [
    'PLATFORM_REFUNDING',
    'USER_WAIT_RECEIPT',
    'MERCHANT_REJECT_RETURN',
    'MERCHANT_REJECT_EXCHANGE',
  ],
  USER_WAIT_RECEIPT: ['MERCHANT_EXCHANGE_SUCCESS'],
  PLATFORM_REFUNDING: ['MERCHANT_REFUND_SUCCESS', 'MERCHANT_RETURN_SUCCESS'],
  MERCHANT_REJECT_REFUND: ['USER_CANCELD'],
  MERCHANT_REJECT_RETURN: ['USER_CANCELD'],
  MERCHANT_REJECT_EXCHANGE: ['USER_CANCELD'],
};

export const isRefunded = (status: string): boolean =>
  status === 'MERCHANT_REFUND_SUCCESS' || status === 'MERCHANT_RETURN_SUCCESS';

const ended = new Set([
  'MERCHANT_REFUND_SUCCESS',
  'MERCHANT_RETURN_SUCCESS',
  'MERCHANT_EXCHANGE_SUCCESS',
  'USER_CANCELD',
  'RETURN_CLOSED',
]);
export const isEnded = (status: string): boolean => ended.has(status);
/** Pieces of a refused after-sale are free for another one. */
export const holdsPieces = (status: string): boolean => !ended.has(status) && !status.startsWith('MERCHANT_REJECT');

/** When the clock next has something to do with the after-sale. */
export function afterSaleDue({ timers, status, updateTime, deadline, plan }: AfterSale): number | null {
  const natural = status === 'PLATFORM_REFUNDING' ? updateTime + refundRunningSeconds : deadline;
  const due = Math.min(
    (timers ? natural : undefined) ?? Number.POSITIVE_INFINITY,
    plan?.[0]?.at ?? Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(due) ? due : null;
}

export const afterSalesTable: Table<AfterSale> = {
  name: 'after_sales',
  columns: [
    column('id', 'bigint', ({ id }) => id),
    column('appid', 'text', ({ appid }) => appid),
    column('order_id', 'bigint', ({ orderId }) => orderId),
    column('status', 'text', ({ status }) => status),
    column('create_time', 'bigint', ({ createTime }) => createTime),
    column('update_time', 'bigint', ({ updateTime }) => updateTime),
    column('refunded_at', 'bigint', ({ status, completeTime }) => (isRefunded(status) ? completeTime : null)),
    column('refunded_fen', 'bigint', ({ status, amountFen }) => (isRefunded(status) ? amountFen : 0)),
    column('due_at', 'bigint', afterSaleDue),
    docColumn(),
  ],
};
