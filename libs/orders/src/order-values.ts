import type { EntryPoint, OrderStatus } from '@zhanggui/contracts';
import { normaliseEntryPoint, type OrderReceiver, type OrderSnapshot } from '@zhanggui/wechat';
import { orderStatus } from './order-status';

/** Payment methods by which nobody pays: a zero-yuan lottery and points. */
const unpaidMethods: ReadonlySet<number> = new Set([3, 4]);

/** The columns of `orders` that a snapshot decides. */
export interface OrderValues {
  readonly platformOrderId: string;
  readonly status: OrderStatus;
  readonly platformStatus: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly paidAt: Date | null;
  readonly shippedAt: Date | null;
  readonly completedAt: Date | null;
  readonly shipBy: Date | null;
  /** What the buyer paid; 0 while unpaid and where nobody pays. */
  readonly paidFen: number;
  readonly receivableFen: number;
  readonly productFen: number;
  readonly freightFen: number;
  readonly originalFen: number;
  readonly discounts: Record<string, number>;
  readonly paymentMethod: number | null;
  readonly transactionId: string | null;
  readonly isGift: boolean;
  readonly isFree: boolean;
  readonly platformGiftId: string | null;
  readonly gift: Record<string, unknown> | null;
  readonly payerOpenid: string | null;
  readonly recipientOpenid: string | null;
  readonly entryPoint: EntryPoint;
  readonly scene: number | null;
  readonly sources: readonly unknown[];
  readonly receiver: OrderReceiver | null;
  readonly customerNote: string | null;
  readonly merchantNote: string | null;
  readonly title: string;
  readonly itemCount: number;
  readonly openAfterSales: number;
  readonly items: readonly OrderItemValues[];
}

export interface OrderItemValues {
  readonly lineKey: string;
  readonly position: number;
  readonly productId: string;
  readonly skuId: string;
  readonly skuCode: string | null;
  readonly title: string;
  readonly thumbUrl: string | null;
  readonly attrs: readonly { key: string; value: string }[];
  readonly count: number;
  readonly unitPriceFen: number;
  /** The line's share of what was paid. */
  readonly paidFen: number;
  readonly discounts: Record<string, number>;
  readonly isFreebie: boolean;
  readonly onAfterSaleCount: number;
  readonly finishedAfterSaleCount: number;
  readonly shipBy: Date | null;
}

/** Reads a snapshot into our columns. Pure: the same snapshot gives the same order, whenever and however often it comes. */
export function orderValues(snapshot: OrderSnapshot): OrderValues {
  const { price, payment, gift } = snapshot;
  const isFree = gift?.isFree === true || unpaidMethods.has(payment.method ?? 0);
  const paidAt = payment.payTime ?? null;
  const paidFen = paidAt && !isFree ? (price.orderPriceFen ?? 0) : 0;
  const status = orderStatus(snapshot.status, paidAt !== null);
  const items = snapshot.items.map((item, position): OrderItemValues => {
    const listFen = (item.unitPriceFen ?? 0) * item.count;
    return {
      lineKey: item.lineKey,
      position,
      productId: item.productId,
      skuId: item.skuId ?? '',
      skuCode: item.skuCode ?? null,
      title: item.title ?? '',
      thumbUrl: item.thumbUrl ?? null,
      attrs: item.attrs,
      count: item.count,
      unitPriceFen: item.unitPriceFen ?? 0,
      paidFen: isFree ? 0 : (item.realPriceFen ?? listFen),
      discounts: withoutZeros(item.discounts),
      isFreebie: item.isFreebie,
      onAfterSaleCount: item.onAfterSaleCount ?? 0,
      finishedAfterSaleCount: item.finishedAfterSaleCount ?? 0,
      shipBy: item.deliveryDeadline ?? null,
    };
  });
  const deadlines = items.flatMap((item) => (item.shipBy ? [item.shipBy.getTime()] : []));
  return {
    platformOrderId: snapshot.orderId,
    status,
    platformStatus: snapshot.status,
    createdAt: snapshot.createTime,
    updatedAt: snapshot.updateTime,
    paidAt,
    shippedAt: snapshot.delivery?.shipDoneTime ?? null,
    completedAt: snapshot.confirmTime ?? null,
    shipBy: deadlines.length > 0 ? new Date(Math.min(...deadlines)) : null,
    paidFen,
    receivableFen: isFree ? 0 : (price.merchantReceivableFen ?? price.orderPriceFen ?? 0),
    productFen: price.productPriceFen ?? 0,
    freightFen: price.freightFen ?? 0,
    originalFen: price.originalPriceFen ?? price.orderPriceFen ?? 0,
    discounts: withoutZeros(price.discounts),
    paymentMethod: payment.method ?? null,
    transactionId: payment.transactionId ?? null,
    isGift: snapshot.isGift,
    isFree,
    platformGiftId: gift?.giftId ?? null,
    gift: snapshot.isGift
      ? {
          sendType: gift?.sendType ?? null,
          isFree: gift?.isFree ?? false,
          note: gift?.note ?? null,
          greetingCard: snapshot.greetingCard ?? null,
        }
      : null,
    payerOpenid: snapshot.isGift ? (gift?.giverOpenid ?? null) : (snapshot.openid ?? null),
    recipientOpenid: snapshot.openid ?? null,
    entryPoint: normaliseEntryPoint(snapshot),
    scene: snapshot.scene ?? null,
    sources: snapshot.sources,
    receiver: snapshot.receiver ?? null,
    customerNote: snapshot.notes.customer || null,
    merchantNote: snapshot.notes.merchant || null,
    title: items[0]?.title ?? '',
    itemCount: items.reduce((sum, item) => sum + item.count, 0),
    openAfterSales: snapshot.openAfterSaleCount ?? 0,
    items,
  };
}

const withoutZeros = (discounts: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(discounts).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] !== 0,
    ),
  );

/** What of a receiver may stand in lists: the platform's own masks, and the region. */
export const maskedReceiver = (receiver: OrderReceiver): Record<string, string | null> => ({
  name: receiver.name ? `${[...receiver.name][0]}**` : null,
  tel: receiver.tel ? receiver.tel.replace(/^(\d{3})[\d*]+(\d{4})$/, '$1****$2') : null,
  province: receiver.province ?? null,
  city: receiver.city ?? null,
  county: receiver.county ?? null,
});

/** The raw snapshot without the receiver, which is kept encrypted. Scans the text, since parsing would round 64-bit ids. */
export function withoutReceiver(raw: string): string {
  const label = '"address_info"';
  let text = raw;
  let from = 0;
  for (;;) {
    const at = text.indexOf(label, from);
    if (at < 0) return text;
    const open = text.indexOf('{', at + label.length);
    if (open < 0 || text.slice(at + label.length, open).trim() !== ':') {
      from = at + label.length;
      continue;
    }
    const close = endOfObject(text, open);
    text = `${text.slice(0, open)}null${text.slice(close + 1)}`;
    from = open + 4;
  }
}

function endOfObject(text: string, open: number): number {
  let depth = 0;
  let inString = false;
  for (let i = open; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i;
  }
  return text.length - 1;
}
