import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextBeijingDay, nextMinute, splitRange } from './platform-time';

describe('when quotas start afresh', () => {
  it.each([
    ['2026-03-01T15:59:59.999Z', '2026-03-01T16:00:00.000Z'],
    ['2026-03-01T16:00:00.000Z', '2026-03-02T16:00:00.000Z'],
    ['2026-12-31T20:00:00.000Z', '2027-01-01T16:00:00.000Z'],
  ])('day quotas after %s at %s', (now, expected) => {
    expect(nextBeijingDay(new Date(now)).toISOString()).toBe(expected);
  });

  it('minute quotas at the next full minute, never at once', () => {
    expect(nextMinute(new Date('2026-03-01T10:00:20Z')).toISOString()).toBe('2026-03-01T10:01:00.000Z');
    expect(nextMinute(new Date('2026-03-01T10:01:00Z')).toISOString()).toBe('2026-03-01T10:02:00.000Z');
  });
});

describe('splitRange', () => {
  it('covers the whole range without a gap, in parts within the span', () => {
    const instant = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 90 * 86_400_000 }),
        fc.constantFrom(86_400, 604_800),
        (from, length, span) => {
          const to = new Date(from.getTime() + length);
          const parts = splitRange({ from, to }, span);
          expect((parts[0]?.start ?? 0) * 1000).toBeLessThanOrEqual(from.getTime());
          expect((parts.at(-1)?.end ?? 0) * 1000).toBeGreaterThanOrEqual(to.getTime());
          for (const [index, part] of parts.entries()) {
            expect(part.end - part.start).toBeLessThanOrEqual(span);
            if (index > 0) expect(part.start).toBe(parts[index - 1]?.end);
          }
        },
      ),
    );
  });

  it('refuses a range that ends before it starts', () => {
    expect(() => splitRange({ from: new Date(5000), to: new Date(1000) }, 60)).toThrow(RangeError);
    expect(() => splitRange({ from: new Date(Number.NaN), to: new Date(1000) }, 60)).toThrow(RangeError);
  });
});
