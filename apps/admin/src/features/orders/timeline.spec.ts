import type { TimelineEntry } from '@zhanggui/api-client';
import { expect, it } from 'vitest';
import { detailText, grouped, kindCounts, otherDetails } from './timeline';

const entry = (kind: string) => ({ kind }) as TimelineEntry;

it('counts kinds, unknown ones last', () => {
  expect(kindCounts([entry('novelty'), entry('call'), entry('state'), entry('call')])).toEqual([
    ['state', 1],
    ['call', 2],
    ['novelty', 1],
  ]);
});

it('puts successful calls of one path together, and nothing else', () => {
  const call = (id: string, outcome = 'ok') => ({ id, kind: 'call', name: '/get', detail: { outcome } }) as never;
  const state = { id: 's', kind: 'state', name: 'paid', detail: {} } as never;
  const groups = grouped([call('1'), call('2'), call('3'), state, call('4'), call('5'), call('6', 'busy')]);
  expect(groups.map(({ first, others }) => [first.id, others.map(({ id }) => id)])).toEqual([
    ['1', ['2', '3']],
    ['s', []],
    ['4', []],
    ['5', []],
    ['6', []],
  ]);
});

it('shows details that it has no words for', () => {
  expect(otherDetails({ rid: 'r', weight: 3, empty: null, nested: { a: 1 } }, ['rid'])).toEqual([
    ['weight', '3'],
    ['nested', '{"a":1}'],
  ]);
  expect(detailText('')).toBeUndefined();
  expect(detailText(0)).toBe('0');
});
