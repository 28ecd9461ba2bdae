import { expect, it, vi } from 'vitest';

vi.mock('../shared/api', () => ({ api: {} }));
vi.mock('../shared/stored', () => ({ storedJson: vi.fn(), useStored: vi.fn() }));

const { pageInScope, readRecent, withRecent } = await import('./scope-options');

const option = (merchantId: string, storeId: string | null = null) => ({
  merchantId,
  merchantName: merchantId,
  storeId,
  storeName: storeId,
});

it('keeps the page and its filters, but not what belongs to the old scope', () => {
  const scope = { merchant: 'm2', store: undefined };
  expect(pageInScope('/orders', { view: 'to_ship', merchant: 'm1', store: 's1', cursor: 'c', order: 'o' }, scope)).toBe(
    '/orders?view=to_ship&merchant=m2',
  );
  expect(pageInScope('/orders/123', { merchant: 'm1' }, scope)).toBe('/orders?merchant=m2');
  expect(pageInScope('/stores/connect', {}, scope)).toBe('/stores/connect?merchant=m2');
  expect(pageInScope('/overview', { period: '7d', merchant: 'm1' }, { merchant: undefined, store: undefined })).toBe(
    '/overview?period=7d',
  );
});

it('remembers the last scopes once each', () => {
  const recent = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => option(id));
  expect(withRecent(recent, option('c')).map(({ merchantId }) => merchantId)).toEqual(['c', 'a', 'b', 'd', 'e', 'f']);
  expect(withRecent(recent, option('z'))).toHaveLength(6);
  expect(withRecent([option('m')], option('m', 's'))).toHaveLength(2);
});

it('drops stored scopes that are none', () => {
  expect(readRecent([option('a', 's'), { merchantId: 1 }, null, 'x', { merchantId: 'b', merchantName: 'B' }])).toEqual([
    option('a', 's'),
    { merchantId: 'b', merchantName: 'B', storeId: null, storeName: null },
  ]);
  expect(readRecent('nonsense')).toEqual([]);
});
