import { describe, expect, it } from 'vitest';
import { moneyParts } from './money-parts';

const order = {
  productFen: 10_000,
  freightFen: 800,
  originalFen: 10_800,
  discounts: [
    { bearer: 'merchant', fen: 500 },
    { bearer: 'platformCoupon', fen: 300 },
  ],
  paidFen: 10_000,
  paidAt: '2026-05-01T00:00:00Z',
  paymentMethod: 1,
  gift: null,
};
const addedUp = (parts: ReturnType<typeof moneyParts>['parts']) =>
  parts.reduce((sum, part) => (part.kind === 'original' ? sum : sum + part.fen), 0);

describe('moneyParts', () => {
  it('adds up to what was paid', () => {
    const { parts, total, outcome } = moneyParts(order);
    expect(outcome).toBe('paid');
    expect(total).toBe(10_000);
    expect(addedUp(parts)).toBe(total);
    expect(parts.map(({ kind }) => kind)).toEqual(['product', 'freight', 'original', 'discount', 'discount']);
  });

  it('shows a rest that the platform does not explain', () => {
    const { parts, total } = moneyParts({ ...order, paidFen: 9900, originalFen: 10_900 });
    expect(parts.filter(({ kind }) => kind === 'other').map(({ fen }) => fen)).toEqual([100, -200]);
    expect(addedUp(parts)).toBe(total);
  });

  it('says what is to be paid before it is', () => {
    expect(moneyParts({ ...order, paidAt: null, paidFen: 0 })).toMatchObject({ outcome: 'toPay', total: 10_000 });
  });

  it('has nobody pay for a free gift', () => {
    const { parts, total, outcome } = moneyParts({ ...order, paidFen: 0, gift: { isFree: true } });
    expect([total, outcome]).toEqual([0, 'free']);
    expect(parts.at(-1)).toEqual({ kind: 'free', fen: -10_000 });
    expect(addedUp(parts)).toBe(0);
  });
});
