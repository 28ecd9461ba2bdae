import type { OrderDetail } from '@zhanggui/api-client';

export type MoneyPart =
  | { readonly kind: 'product' | 'freight' | 'original' | 'other' | 'free'; readonly fen: number }
  | { readonly kind: 'discount'; readonly bearer: string; readonly fen: number };

export interface MoneyParts {
  /** Signed, in order; all but `original` (a subtotal) add up to `total`. */
  readonly parts: readonly MoneyPart[];
  readonly total: number;
  /** paid: by the buyer; toPay: nobody has paid yet; free: nobody pays. */
  readonly outcome: 'paid' | 'toPay' | 'free';
}

type Priced = Pick<
  OrderDetail,
  'productFen' | 'freightFen' | 'originalFen' | 'discounts' | 'paidFen' | 'paidAt' | 'paymentMethod'
> & { readonly gift: Pick<NonNullable<OrderDetail['gift']>, 'isFree'> | null };

/** Zero-yuan lottery and points: the platform's ways of paying in which no money moves. */
const moneylessMethods: ReadonlySet<number> = new Set([3, 4]);

/**
 * What an order's amount is made of, so that the lines add up to what was paid. Where the platform's own figures do not, the
 * rest stands as a line of its own instead of being swallowed.
 */
export function moneyParts(order: Priced): MoneyParts {
  const isFree = order.gift?.isFree === true || moneylessMethods.has(order.paymentMethod ?? 0);
  const outcome = isFree ? 'free' : order.paidAt ? 'paid' : 'toPay';
  const parts: MoneyPart[] = [
    { kind: 'product', fen: order.productFen },
    { kind: 'freight', fen: order.freightFen },
  ];
  const beyondLines = order.originalFen - order.productFen - order.freightFen;
  if (beyondLines !== 0) parts.push({ kind: 'other', fen: beyondLines });
  parts.push({ kind: 'original', fen: order.originalFen });
  let sum = order.originalFen;
  for (const { bearer, fen } of order.discounts) {
    parts.push({ kind: 'discount', bearer, fen: -fen });
    sum -= fen;
  }
  const total = outcome === 'toPay' ? sum : order.paidFen;
  if (total !== sum) parts.push({ kind: isFree && total < sum ? 'free' : 'other', fen: total - sum });
  return { parts, total, outcome };
}
