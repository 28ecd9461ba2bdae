import { describe, expect, it } from 'vitest';
import { formatCapped, formatCount, formatPercent, formatYuan, formatYuanShort } from './money';

describe('formatYuan', () => {
  it.each([
    [1_234_560, '¥12,345.60'],
    [0, '¥0.00'],
    [5, '¥0.05'],
    [-1999, '-¥19.99'],
    [100_000_000_00, '¥100,000,000.00'],
    [9_007_199_254_740_991, '¥90,071,992,547,409.91'],
    [null, '—'],
    [undefined, '—'],
    [Number.NaN, '—'],
  ])('%s fen is %s', (fen, text) => {
    expect(formatYuan(fen)).toBe(text);
  });
});

it('shortens amounts by the habits of the language', () => {
  expect(formatYuanShort(1_230_000, 'zh-CN')).toBe('¥1.2万');
  expect(formatYuanShort(123_000_000_00, 'zh-CN')).toBe('¥1.2亿');
  expect(formatYuanShort(1_230_000, 'en-US')).toBe('¥12.3k');
  expect(formatYuanShort(-99_00, 'en-US')).toBe('-¥99');
  expect(formatYuanShort(0, 'zh-CN')).toBe('¥0');
});

it('shows counts, capped counts and ratios', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatCount(null)).toBe('—');
  expect(formatCapped(999, 1000)).toBe('999');
  expect(formatCapped(1000, 1000)).toBe('999+');
  expect(formatPercent(0.0526)).toBe('5.3%');
  expect(formatPercent(null)).toBe('—');
});
