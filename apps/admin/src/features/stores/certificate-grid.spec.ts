import type { Certificate } from '@zhanggui/api-client';
import { expect, it } from 'vitest';
import { certificateGrid } from './certificate-grid';

const certificate = (kind: string, day: string, state = 'equal') => ({ kind, day, state }) as Certificate;

it('has a place for every day between the first and the last', () => {
  const grid = certificateGrid([
    certificate('orders', '2026-05-03', 'different'),
    certificate('orders', '2026-05-01'),
    certificate('novelty', '2026-05-01', 'repairing'),
  ]);
  expect(grid.days).toEqual(['2026-05-01', '2026-05-02', '2026-05-03']);
  expect(grid.kinds).toEqual(['orders', 'after_sales', 'gift_after_sales', 'novelty']);
  expect(grid.at('orders', '2026-05-03')?.state).toBe('different');
  expect(grid.at('orders', '2026-05-02')).toBeUndefined();
  expect(grid.open.map(({ day }) => day)).toEqual(['2026-05-03', '2026-05-01']);
});

it('is empty without certificates and does not grow without end', () => {
  expect(certificateGrid([]).days).toEqual([]);
  expect(certificateGrid([certificate('orders', '2020-01-01'), certificate('orders', '2026-05-01')]).days).toHaveLength(
    62,
  );
});
