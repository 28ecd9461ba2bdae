import { expect, it } from 'vitest';
import { hrefOf, parseScopeSearch, parseSearch, stringifySearch, textParam } from './search';

it('keeps ids that a number cannot hold', () => {
  const search = { platformOrderId: '3705115058471208928', from: '2026-05-01', q: 'a b&c=茶' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

it('leaves out what is not set', () => {
  expect(stringifySearch({ a: undefined, b: '', c: null, d: 0 })).toBe('?d=0');
  expect(hrefOf('/orders', {})).toBe('/orders');
  expect(hrefOf('/orders', { view: 'to_ship' })).toBe('/orders?view=to_ship');
});

it('takes only ids as a scope', () => {
  const merchant = '01890a5d-ac96-774b-bcce-b302099a8057';
  expect(parseScopeSearch({ merchant, store: 'DROP TABLE' })).toEqual({ merchant, store: undefined });
});

it('refuses text that does not fit', () => {
  expect(textParam('12a', /^\d+$/)).toBeUndefined();
  expect(textParam(12, /^\d+$/)).toBe('12');
  expect(textParam({})).toBeUndefined();
});
