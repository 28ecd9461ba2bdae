import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from './invoices';
import { londonInstant } from './london-time';
import { type Refundable, shopIndex, splitCancellation, splitSale } from './retail-rules';

const line = (quantity: number, priceFen: number): InvoiceLine => ({ code: 'X', description: '', quantity, priceFen });
const sale = (...lines: InvoiceLine[]): Invoice => ({
  number: '1',
  isCancellation: false,
  customer: '7',
  at: 0,
  month: '2011-01',
  lines,
});
const bought = (orderId: string, pieces: number, priceFen: number, more: Partial<Refundable> = {}): Refundable => ({
  orderId,
  lineIndex: 0,
  priceFen,
  pieces,
  fen: pieces * priceFen,
  attempts: 5,
  ...more,
});

describe('a sale', () => {
  it('keeps lines at price zero beside paid ones', () => {
    expect(splitSale(sale(line(2, 500), line(1, 0)))).toMatchObject({
      sold: [{ quantity: 2 }, { quantity: 1 }],
      excluded: [],
    });
  });

  it('leaves out what no order can carry', () => {
    expect(splitSale(sale(line(1, -500))).excluded).toEqual([{ rule: 'R1', fen: 0 }]);
    expect(splitSale(sale(line(-4, 0))).excluded).toEqual([{ rule: 'R2', fen: 0 }]);
    expect(splitSale(sale(line(4, 0)))).toEqual({ sold: [], excluded: [{ rule: 'R3', fen: 0 }] });
  });
});

describe('a cancellation', () => {
  it('takes the same price first, then dearer, then cheaper', () => {
    const purchases = [bought('cheap', 9, 80), bought('dear', 2, 120), bought('same', 3, 100)];
    expect(splitCancellation(line(-6, 100), purchases)).toEqual({
      parts: [
        { orderId: 'same', lineIndex: 0, count: 3, amountFen: 300 },
        { orderId: 'dear', lineIndex: 0, count: 2, amountFen: 200 },
        { orderId: 'cheap', lineIndex: 0, count: 1, amountFen: 100 },
      ],
      excluded: [],
    });
  });

  it('never gives back more than was paid', () => {
    const { parts, excluded } = splitCancellation(line(-2, 100), [bought('cheap', 2, 80)]);
    expect([parts[0]!.amountFen, excluded]).toEqual([160, [{ rule: 'R7', fen: 40 }]]);
  });

  it('says why the rest has no order', () => {
    const rest = (purchases: Refundable[]) => splitCancellation(line(-3, 100), purchases).excluded;
    expect(rest([])).toEqual([{ rule: 'R5', fen: 300 }]);
    expect(rest([bought('a', 1, 100)])).toEqual([{ rule: 'R6', fen: 200 }]);
    expect(rest([bought('a', 0, 100)])).toEqual([{ rule: 'R6', fen: 300 }]);
    expect(rest([bought('a', 9, 100, { attempts: 0 })])).toEqual([{ rule: 'R8', fen: 300 }]);
  });
});

it('reads wall-clock times of London, in winter and in summer', () => {
  expect(londonInstant('2010-12-01 08:26:00')).toBe(Date.parse('2010-12-01T08:26:00Z') / 1000);
  expect(londonInstant('2011-04-01 09:26:00')).toBe(Date.parse('2011-04-01T08:26:00Z') / 1000);
});

it('sends a customer to the same shop each time and uses all shops', () => {
  const shops = Array.from({ length: 500 }, (_, customer) => shopIndex(String(12_000 + customer), 5));
  expect(new Set(shops)).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(shopIndex('17850', 5)).toBe(shopIndex('17850', 5));
});
