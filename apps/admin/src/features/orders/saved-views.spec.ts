import { expect, it } from 'vitest';
import { isSameView, readSavedViews, renamedView, withoutView, withView } from './saved-views';

const views = readSavedViews([
  { name: 'A', search: { view: 'to_ship', cursor: 'x', order: '1' } },
  { name: 'B', search: { isGift: true } },
  { name: 3 },
  'nonsense',
]);

it('reads what was stored and drops the rest', () => {
  expect(views.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(views[0]?.search).toMatchObject({ view: 'to_ship' });
  expect(views[0]?.search).not.toHaveProperty('cursor');
  expect(views[1]?.search.isGift).toBe(true);
  expect(readSavedViews(null)).toEqual([]);
});

it('saves, renames and deletes by name', () => {
  expect(withView(views, { name: 'A', search: {} })).toHaveLength(2);
  expect(withView(views, { name: 'C', search: {} })).toHaveLength(3);
  expect(renamedView(views, 'A', 'Z').map(({ name }) => name)).toEqual(['Z', 'B']);
  expect(renamedView(views, 'A', 'B').map(({ name }) => name)).toEqual(['B']);
  expect(renamedView(views, 'A', 'A').map(({ name }) => name)).toEqual(['A', 'B']);
  expect(withoutView(views, 'A').map(({ name }) => name)).toEqual(['B']);
});

it('knows the view on screen, whatever page it is on', () => {
  expect(isSameView({ view: 'to_ship', page: 3, cursor: 'c' }, { view: 'to_ship', order: 'o' })).toBe(true);
  expect(isSameView({ view: 'to_ship' }, { view: 'to_ship', isGift: false })).toBe(false);
});
