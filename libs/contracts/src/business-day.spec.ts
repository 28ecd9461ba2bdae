import { describe, expect, it } from 'vitest';
import { addDays, businessDay, businessHour, isLocalDate, isTimeZone, startOfBusinessDay } from './business-day';

const at = (iso: string) => new Date(iso);

describe('business day', () => {
  it("turns at the store's midnight, not at UTC's", () => {
    expect(businessDay(at('2026-03-01T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-03-01');
    expect(businessDay(at('2026-03-01T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-03-02');
    expect(businessDay(at('2010-12-31T23:59:59Z'), 'Europe/London')).toBe('2010-12-31');
    expect(businessDay(at('2011-03-27T23:00:00Z'), 'Europe/London')).toBe('2011-03-28');
  });

  it('starts where the day starts, also on days when clocks change', () => {
    expect(startOfBusinessDay('2026-03-01', 'Asia/Shanghai')).toEqual(at('2026-02-28T16:00:00Z'));
    expect(startOfBusinessDay('2011-03-27', 'Europe/London')).toEqual(at('2011-03-27T00:00:00Z'));
    expect(startOfBusinessDay('2011-03-28', 'Europe/London')).toEqual(at('2011-03-27T23:00:00Z'));
    expect(startOfBusinessDay('2026-11-01', 'America/New_York')).toEqual(at('2026-11-01T04:00:00Z'));
    // Santiago goes forward at midnight: the day begins at 01:00 local.
    expect(startOfBusinessDay('2026-09-06', 'America/Santiago')).toEqual(at('2026-09-06T04:00:00Z'));
  });

  it('every instant lies between the start of its day and the start of the next', () => {
    for (const zone of ['Asia/Shanghai', 'Europe/London', 'Asia/Kolkata', 'America/New_York', 'Pacific/Apia']) {
      for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 7 * 3_600_000 + 13 * 60_000) {
        const day = businessDay(new Date(ms), zone);
        expect(startOfBusinessDay(day, zone).getTime()).toBeLessThanOrEqual(ms);
        expect(startOfBusinessDay(addDays(day, 1), zone).getTime()).toBeGreaterThan(ms);
      }
    }
  });

  it('cuts hours in local time, where offsets are half an hour too', () => {
    expect(businessHour(at('2026-03-01T10:10:05.250Z'), 'Asia/Kolkata')).toEqual(at('2026-03-01T09:30:00Z'));
    expect(businessHour(at('2026-03-01T10:10:05.250Z'), 'Asia/Shanghai')).toEqual(at('2026-03-01T10:00:00Z'));
  });

  it('knows time zones by their IANA name only', () => {
    expect(isTimeZone('Asia/Shanghai')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('CST')).toBe(false);
  });

  it('is a day that the calendar knows', () => {
    expect(['2026-01-31', '2028-02-29'].map(isLocalDate)).toEqual([true, true]);
    expect(['2026-02-29', '2026-02-31', '2026-13-01', '2026-1-1', '1999-12-31', ''].some(isLocalDate)).toBe(false);
  });
});
