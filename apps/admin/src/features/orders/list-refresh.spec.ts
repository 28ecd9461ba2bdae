import type { OrderListItem } from '@zhanggui/api-client';
import { describe, expect, it } from 'vitest';
import { refreshInPlace } from './list-refresh';

const order = (id: string, state = 'to_ship') => ({ id, state }) as OrderListItem;
const ids = (rows: readonly OrderListItem[]) => rows.map(({ id }) => id);

describe('refreshInPlace', () => {
  const shown = [order('3'), order('2'), order('1')];

  it('shows changes where the rows stand', () => {
    const { rows, waiting } = refreshInPlace(shown, [order('3'), order('2', 'shipped'), order('1')]);
    expect(rows.map(({ state }) => state)).toEqual(['to_ship', 'shipped', 'to_ship']);
    expect(waiting).toBe(0);
  });

  it('lets new orders wait, and counts no row that they push off the page', () => {
    const { rows, waiting } = refreshInPlace(shown, [order('5'), order('4'), order('3')]);
    expect(ids(rows)).toEqual(['3', '2', '1']);
    expect(waiting).toBe(2);
  });

  it('keeps rows that left the view until they are asked away', () => {
    const { rows, waiting } = refreshInPlace(shown, [order('3')]);
    expect(ids(rows)).toEqual(['3', '2', '1']);
    expect(waiting).toBe(2);
    expect(refreshInPlace([], [])).toEqual({ rows: [], waiting: 0 });
  });
});
