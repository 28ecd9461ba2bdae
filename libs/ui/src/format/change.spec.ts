import { expect, it } from 'vitest';
import { pointChange, relativeChange } from './change';

it('compares figures as a share of the one before', () => {
  expect(relativeChange(150, 100)).toEqual({ kind: 'up', by: 0.5 });
  expect(relativeChange(50, 100)).toEqual({ kind: 'down', by: 0.5 });
  expect(relativeChange(-50, -100)).toEqual({ kind: 'up', by: 0.5 });
  expect(relativeChange(0, 0)).toEqual({ kind: 'same' });
  expect(relativeChange(5, 0)).toEqual({ kind: 'fresh' });
  expect(relativeChange(null, 3)).toEqual({ kind: 'unknown' });
});

it('compares rates in percentage points', () => {
  expect(pointChange(0.07, 0.05)).toEqual({ kind: 'up', by: expect.closeTo(0.02) });
  expect(pointChange(0.05, 0.0503)).toEqual({ kind: 'same' });
  expect(pointChange(null, 0.05)).toEqual({ kind: 'unknown' });
});
