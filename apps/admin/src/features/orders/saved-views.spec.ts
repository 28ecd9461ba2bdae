import { expect, it, vi } from 'vitest';

vi.mock('../../shared/stored', () => ({ stored: vi.fn() }));

const { freeName, isEmptyContent, isShown, readStoredViews, searchOf, toSaved } = await import('./saved-views');

const store = '01890a5d-ac96-774b-bcce-b302099a8057';

it('keeps tab, filters and columns, and neither page nor open order', () => {
  const saved = toSaved({ view: 'to_ship', isGift: false, cols: 'id,state', cursor: 'x', page: 2, order: store });
  expect(saved).toEqual({ query: { view: 'to_ship', isGift: 'false' }, columns: ['id', 'state'] });
  expect(searchOf(saved)).toMatchObject({ view: 'to_ship', isGift: false, cols: 'id,state' });
  expect(searchOf(saved)).not.toHaveProperty('merchant');
  expect(isEmptyContent(toSaved({ order: store }))).toBe(true);
});

it('keeps a scope where that is wanted', () => {
  const saved = toSaved({ view: 'to_ship' }, { merchant: store, store: undefined });
  expect(saved.query).toEqual({ view: 'to_ship', merchant: store });
  expect(searchOf(saved)).toMatchObject({ merchant: store });
});

it('knows the view on screen, whatever page and scope it is on', () => {
  const view = toSaved({ view: 'to_ship' });
  expect(isShown(view, { view: 'to_ship', page: 3, cursor: 'c', merchant: store })).toBe(true);
  expect(isShown(view, { view: 'to_ship', isGift: false })).toBe(false);
  const scoped = toSaved({ view: 'to_ship' }, { merchant: store });
  expect(isShown(scoped, { view: 'to_ship', merchant: store })).toBe(true);
  expect(isShown(scoped, { view: 'to_ship' })).toBe(false);
});

it('reads what a browser kept and drops the rest', () => {
  const kept = [
    { name: ' A ', search: { view: 'to_ship', cursor: 'x', order: '1', cols: 'id' } },
    { name: 3 },
    { name: ' ', search: {} },
    'nonsense',
  ];
  expect(readStoredViews(JSON.stringify(kept))).toEqual([{ name: 'A', query: { view: 'to_ship' }, columns: ['id'] }]);
  for (const text of [null, '{}', '{"broken', '3']) expect(readStoredViews(text)).toEqual([]);
});

it('finds a free name', () => {
  expect(freeName('A', [])).toBe('A');
  expect(freeName('A', ['A', 'A 2'])).toBe('A 3');
  expect(freeName('x'.repeat(40), ['x'.repeat(40)])).toBe(`${'x'.repeat(38)} 2`);
});
