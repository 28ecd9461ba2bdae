import type { AfterSaleStatus } from '@zhanggui/contracts';
import {
  businessDay,
  businessHour,
  type EntryPoint,
  type Figures,
  type LocalDate,
  measures,
  noFigures,
  type OrderStatus,
} from '@zhanggui/contracts';
import { giftState } from '@zhanggui/orders';

/** What an order must tell for its share of the figures. */
export interface CountedOrder {
  readonly status: OrderStatus;
  readonly paidAt: Date | null;
  readonly paidFen: number;
  /** Nobody paid: a free gift, a lottery, points. */
  readonly isFree: boolean;
  readonly isGift: boolean;
  readonly wasClaimed: boolean;
  readonly entryPoint: EntryPoint;
  readonly updatedAt: Date;
}

export interface CountedAfterSale {
  readonly kind: 'after_sale' | 'gift_expiry';
  readonly status: AfterSaleStatus;
  readonly amountFen: number;
  readonly updatedAt: Date;
  readonly completedAt: Date | null;
}

/** Where a figure belongs. A new dimension is a field here, a column of the metric tables and an entry in `factKey`. */
export interface Dimensions {
  /** Start of the store's local hour, ISO. */
  readonly hour: string;
  readonly day: LocalDate;
  readonly entryPoint: EntryPoint;
  readonly isGift: boolean;
}

/** A share of the figures at one place. */
export type Fact = Dimensions & Figures;

const factKey = (fact: Dimensions): string => `${fact.hour} ${fact.day} ${fact.entryPoint} ${fact.isGift}`;

/**
 * An order's whole share of the figures, with its after-sales: the only definition of GMV and refunds in the product
 * (`docs/glossary.md` says it in words).
 * - GMV: what the buyer paid, at the moment of payment; a later refund or cancellation does not lower it. Orders that
 *   nobody paid for count neither as GMV nor as orders.
 * - Refund: the amount of each after-sale that ended in money going back, when it went back.
 * - Expired gift: the money of a share that nobody accepted, once: from the platform's refund when there is one,
 *   otherwise from the order itself.
 */
export function contribution(order: CountedOrder, afterSales: readonly CountedAfterSale[], timeZone: string): Fact[] {
  const facts = new Map<string, Fact>();
  const add = (at: Date, figures: Partial<Figures>) => {
    const dimensions: Dimensions = {
      hour: businessHour(at, timeZone).toISOString(),
      day: businessDay(at, timeZone),
      entryPoint: order.entryPoint,
      isGift: order.isGift,
    };
    const key = factKey(dimensions);
    const fact = facts.get(key) ?? { ...dimensions, ...noFigures() };
    facts.set(key, { ...fact, ...sum(fact, figures) });
  };
  if (order.paidAt === null || order.isFree) return [];
  add(order.paidAt, { orders: 1, gmvFen: order.paidFen });

  const isExpired = order.isGift && giftState(order) === 'expired';
  for (const refund of afterSales) {
    if (refund.status !== 'refunded') continue;
    const at = refund.completedAt ?? refund.updatedAt;
    if (refund.kind === 'gift_expiry' || isExpired) add(at, { expiredGifts: 1, expiredGiftFen: refund.amountFen });
    else add(at, { refunds: 1, refundFen: refund.amountFen });
  }
  // A one-to-one gift ends without a refund document of its own: the cancelled order is all there is.
  if (isExpired && afterSales.length === 0) add(order.updatedAt, { expiredGifts: 1, expiredGiftFen: order.paidFen });
  return [...facts.values()];
}

const sum = (a: Figures, b: Partial<Figures>): Figures =>
  Object.fromEntries(measures.map((measure) => [measure, a[measure] + (b[measure] ?? 0)])) as Figures;

/** What to add to the figures so that `before` becomes `after`. Empty when nothing changes. */
export function factDifference(before: readonly Fact[], after: readonly Fact[]): Fact[] {
  const result = new Map<string, Fact>();
  for (const [facts, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const fact of facts) {
      const key = factKey(fact);
      const { hour, day, entryPoint, isGift } = fact;
      const known = result.get(key) ?? { hour, day, entryPoint, isGift, ...noFigures() };
      const signed = Object.fromEntries(measures.map((measure) => [measure, sign * fact[measure]])) as Figures;
      result.set(key, { ...known, ...sum(known, signed) });
    }
  }
  return [...result.values()].filter((fact) => measures.some((measure) => fact[measure] !== 0));
}

/** Money of an order that went back, for the order itself. */
export const refundedFen = (facts: readonly Fact[]): number =>
  facts.reduce((total, fact) => total + fact.refundFen + fact.expiredGiftFen, 0);
