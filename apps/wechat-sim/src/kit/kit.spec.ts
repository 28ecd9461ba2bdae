import { expect, it } from 'vitest';
import { BusinessClock } from './clock';
import { Heap } from './heap';
import { shanghaiDay, shanghaiMidnight } from './local-day';
import { Lru } from './lru';
import { Random } from './random';

it('repeats itself for the same seed and only for it', () => {
  const draw = (seed: string) => new Random(seed).text(20);
  expect(draw('1')).toBe(draw('1'));
  expect(draw('1')).not.toBe(draw('2'));
});

it('draws evenly enough', () => {
  const random = new Random('even');
  const counts = [0, 0, 0, 0];
  for (let at = 0; at < 8000; at++) counts[random.int(0, 3)]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(1800);
});

it('runs the business clock at its own speed from the instant it was set to', () => {
  let real = 1_000_000;
  const clock = new BusinessClock({ now: () => real });
  expect(clock.nowMs()).toBe(1_000_000);
  clock.set({ nowMs: 5_000_000, speed: 60 });
  real += 1000;
  expect(clock.nowMs()).toBe(5_060_000);
  clock.set({ speed: 0 });
  real += 1000;
  expect(clock.nowMs()).toBe(5_060_000);
});

it('pops in order', () => {
  const heap = new Heap<number>((one, other) => one < other);
  for (const value of [5, 3, 8, 1, 9, 2, 7]) heap.push(value);
  const popped = [];
  while (heap.size > 0) popped.push(heap.pop());
  expect(popped).toEqual([1, 2, 3, 5, 7, 8, 9]);
});

it('forgets what was used longest ago', () => {
  const lru = new Lru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([1, undefined, 3]);
});

it('begins the day of Shanghai at 16:00 UTC', () => {
  const at = Date.parse('2026-03-01T16:00:00Z') / 1000;
  expect(shanghaiDay(at - 1)).toBe('2026-03-01');
  expect(shanghaiDay(at)).toBe('2026-03-02');
  expect(shanghaiMidnight(at + 5000)).toBe(at);
});
