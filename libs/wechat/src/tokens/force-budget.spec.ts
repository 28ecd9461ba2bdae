import { expect, it } from 'vitest';
import { ForceBudget } from './force-budget';

it('gives one forced token every 30 s and 20 a day to each app', () => {
  const budget = new ForceBudget();
  const at = (seconds: number) => new Date(seconds * 1000);
  expect(budget.take('a', at(0))).toBeUndefined();
  expect(budget.take('a', at(29))).toEqual(at(30));
  expect(budget.take('b', at(29))).toBeUndefined();
  for (let i = 1; i < 20; i += 1) expect(budget.take('a', at(i * 30))).toBeUndefined();
  expect(budget.take('a', at(1000))).toEqual(at(86_400));
  expect(budget.take('a', at(86_400))).toBeUndefined();
  expect(budget.take('a', at(86_430))).toBeUndefined();
});
