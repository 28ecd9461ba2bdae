import type { FiguresPoint, Overview } from '@zhanggui/api-client';
import { describe, expect, it } from 'vitest';
import { chartSlots, peakOf } from './overview-series';

const point = (at: string, gmvFen: number, orders = 1) => ({ at, gmvFen, orders }) as FiguresPoint;
const overview = (fields: Partial<Overview>) =>
  ({ timeZone: 'Asia/Shanghai', points: [], pointsBefore: [], asOf: '2026-05-02T06:30:00Z', ...fields }) as Overview;

describe('today', () => {
  const today = overview({
    period: 'today',
    from: '2026-05-02',
    to: '2026-05-02',
    points: [point('2026-05-01T16:00:00.000Z', 100), point('2026-05-02T06:00:00.000Z', 300)],
    pointsBefore: [point('2026-04-30T17:00:00.000Z', 50)],
  });
  const slots = chartSlots(today);

  it('has every hour of the zone’s day', () => {
    expect(slots).toHaveLength(24);
    expect(slots[0]).toEqual({ label: '00:00', gmvFen: 100, orders: 1, beforeFen: 0 });
    expect(slots[1]).toEqual({ label: '01:00', gmvFen: 0, orders: 0, beforeFen: 50 });
    expect(slots[14]).toMatchObject({ label: '14:00', gmvFen: 300 });
  });

  it('leaves what has not come yet empty', () => {
    expect(slots[15]?.gmvFen).toBeNull();
    expect(slots[23]?.orders).toBeNull();
  });

  it('keeps hours of stores in other zones, so that the picture holds all', () => {
    const slotsOfTwo = chartSlots({ ...today, points: [...today.points, point('2026-05-02T18:00:00.000Z', 7)] });
    expect(slotsOfTwo).toHaveLength(27);
    expect(slotsOfTwo.reduce((sum, { gmvFen }) => sum + (gmvFen ?? 0), 0)).toBe(407);
  });

  it('follows a day with 23 hours', () => {
    const short = chartSlots(
      overview({
        period: 'today',
        from: '2026-03-08',
        to: '2026-03-08',
        timeZone: 'America/New_York',
        asOf: '2026-03-09T03:00:00Z',
      }),
    );
    expect(short).toHaveLength(23);
    expect(short[2]?.label).toBe('03:00');
  });
});

it('lays the period before over the days, zeros where there was nothing', () => {
  const slots = chartSlots(
    overview({
      period: '7d',
      from: '2026-04-26',
      to: '2026-05-02',
      points: [point('2026-04-26', 10), point('2026-05-02', 20)],
      pointsBefore: [point('2026-04-19', 5), point('2026-04-25', 6)],
    }),
  );
  expect(slots.map(({ gmvFen }) => gmvFen)).toEqual([10, 0, 0, 0, 0, 0, 20]);
  expect(slots.map(({ beforeFen }) => beforeFen)).toEqual([5, 0, 0, 0, 0, 0, 6]);
  expect(slots[0]?.label).toBe('04-26');
  expect(peakOf(slots)?.label).toBe('05-02');
  expect(peakOf([])).toBeUndefined();
});
