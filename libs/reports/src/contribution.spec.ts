import { type Figures, measures, noFigures } from '@zhanggui/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountedAfterSale, type CountedOrder, contribution, type Fact, factDifference } from './contribution';

const zone = 'Asia/Shanghai';
const order = (changes: Partial<CountedOrder> = {}): CountedOrder => ({
  status: 'to_ship',
  paidAt: new Date('2026-03-01T15:59:59Z'),
  paidFen: 11_800,
  isFree: false,
  isGift: false,
  wasClaimed: true,
  entryPoint: 'live',
  updatedAt: new Date('2026-03-03T10:00:00Z'),
  ...changes,
});
const refund = (changes: Partial<CountedAfterSale> = {}): CountedAfterSale => ({
  kind: 'after_sale',
  status: 'refunded',
  amountFen: 5000,
  updatedAt: new Date('2026-03-02T17:00:00Z'),
  completedAt: new Date('2026-03-02T16:30:00Z'),
  ...changes,
});
const total = (facts: readonly Fact[]): Figures =>
  facts.reduce<Figures>(
    (sum, fact) => Object.fromEntries(measures.map((m) => [m, sum[m] + fact[m]])) as Figures,
    noFigures(),
  );

describe('contribution', () => {
  it("counts GMV at the moment of payment, on the store's day", () => {
    expect(contribution(order(), [], zone)).toEqual([
      {
        hour: '2026-03-01T15:00:00.000Z',
        day: '2026-03-01',
        entryPoint: 'live',
        isGift: false,
        ...noFigures(),
        orders: 1,
        gmvFen: 11_800,
      },
    ]);
    expect(contribution(order({ paidAt: new Date('2026-03-01T16:00:00Z') }), [], zone)[0]?.day).toBe('2026-03-02');
    expect(contribution(order({ paidAt: new Date('2026-03-01T16:00:00Z') }), [], 'Europe/London')[0]?.day).toBe(
      '2026-03-01',
    );
  });

  it('counts a refund as its own figure on the day the money went back, and never lowers GMV', () => {
    const facts = contribution(order({ status: 'cancelled_refunded' }), [refund()], zone);
    expect(total(facts)).toEqual({ ...noFigures(), orders: 1, gmvFen: 11_800, refunds: 1, refundFen: 5000 });
    expect(facts.find((fact) => fact.refunds === 1)?.day).toBe('2026-03-03');
  });

  it('counts only after-sales that moved money', () => {
    for (const status of ['open', 'refused', 'attention', 'exchanged', 'closed', 'unknown'] as const) {
      expect(total(contribution(order(), [refund({ status })], zone)).refundFen).toBe(0);
    }
  });

  it('counts nothing for what nobody paid', () => {
    expect(contribution(order({ paidAt: null }), [], zone)).toEqual([]);
    expect(contribution(order({ isFree: true }), [refund()], zone)).toEqual([]);
  });

  it('counts an unclaimed gift from its payment, and its expiry once, outside the refunds', () => {
    const gift = order({ isGift: true, wasClaimed: false, status: 'gift_unclaimed' });
    expect(total(contribution(gift, [], zone))).toMatchObject({ gmvFen: 11_800, expiredGiftFen: 0 });
    const expired = { ...gift, status: 'cancelled_refunded' as const };
    expect(total(contribution(expired, [], zone))).toMatchObject({
      gmvFen: 11_800,
      expiredGifts: 1,
      expiredGiftFen: 11_800,
      refundFen: 0,
    });
    const byPlatform = contribution(expired, [refund({ kind: 'gift_expiry', amountFen: 4900 })], zone);
    expect(total(byPlatform)).toMatchObject({ expiredGifts: 1, expiredGiftFen: 4900, refundFen: 0 });
    expect(total(contribution(expired, [refund({ kind: 'gift_expiry', status: 'open' })], zone)).expiredGifts).toBe(0);
  });

  it('counts a refund after a gift was accepted as a refund', () => {
    const claimed = order({ isGift: true, wasClaimed: true, status: 'cancelled_refunded' });
    expect(total(contribution(claimed, [refund()], zone))).toMatchObject({
      refunds: 1,
      refundFen: 5000,
      expiredGifts: 0,
    });
  });
});

describe('factDifference', () => {
  const anyFact = fc.record({
    hour: fc.constantFrom('2026-03-01T15:00:00.000Z', '2026-03-01T16:00:00.000Z'),
    day: fc.constantFrom('2026-03-01', '2026-03-02'),
    entryPoint: fc.constantFrom('live' as const, 'share' as const),
    isGift: fc.boolean(),
    orders: fc.integer({ min: 0, max: 3 }),
    gmvFen: fc.integer({ min: 0, max: 1_000_000 }),
    refunds: fc.integer({ min: 0, max: 3 }),
    refundFen: fc.integer({ min: 0, max: 1_000_000 }),
    expiredGifts: fc.integer({ min: 0, max: 3 }),
    expiredGiftFen: fc.integer({ min: 0, max: 1_000_000 }),
  });

  it('added up over any history equals the last state', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyFact, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), (states) => {
        const deltas = states.flatMap((after, i) => factDifference(i === 0 ? [] : states[i - 1]!, after));
        expect(factDifference(deltas, states.at(-1)!)).toEqual([]);
      }),
    );
  });

  it('is empty when nothing changed', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 4 }), (facts) => {
        expect(factDifference(facts, facts)).toEqual([]);
      }),
    );
  });
});
