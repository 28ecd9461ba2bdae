import type { OrderListItem } from '@zhanggui/api-client';
import { expect, it } from 'vitest';
import { changedCount } from './list-refresh';

const order = (id: string, state = 'to_ship') => ({ id, state }) as OrderListItem;

it('counts new and changed orders', () => {
  const shown = [order('1'), order('2'), order('3')];
  expect(changedCount(shown, shown)).toBe(0);
  expect(changedCount(shown, [order('0'), order('1'), order('2')])).toBe(1);
  expect(changedCount(shown, [order('0'), order('1', 'shipped'), order('2')])).toBe(2);
  expect(changedCount(shown, [order('1')])).toBe(2);
  expect(changedCount([], [])).toBe(0);
});
