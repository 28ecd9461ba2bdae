import { describe, expect, it } from 'vitest';
import { exactInstant, formatDuration, formatRelative, formatTime } from './time';

const now = new Date('2026-05-02T00:00:00Z');

describe('formatTime', () => {
  it('shows the clock of the zone, not of the viewer', () => {
    expect(formatTime('2026-05-01T16:30:05Z', 'Asia/Shanghai', 'minute', now)).toBe('05-02 00:30');
    expect(formatTime('2026-05-01T16:30:05Z', 'America/New_York', 'second', now)).toBe('2026-05-01 12:30:05');
    expect(formatTime('2026-05-01T16:30:05Z', 'Asia/Shanghai', 'day', now)).toBe('2026-05-02');
    expect(formatTime('2026-05-01T16:30:05Z', 'Asia/Shanghai', 'clock', now)).toBe('00:30');
    expect(formatTime('2026-05-01T16:30:05Z', 'Asia/Shanghai', 'tick', now)).toBe('00:30:05');
  });
  it('names the year when it is another one', () => {
    expect(formatTime('2024-12-31T10:00:00Z', 'UTC', 'minute', now)).toBe('2024-12-31 10:00');
  });
  it('survives what it does not know', () => {
    expect(formatTime(null, 'UTC')).toBe('—');
    expect(formatTime('soon', 'UTC')).toBe('soon');
    expect(formatTime('2026-05-01T16:30:05Z', 'Mars/Olympus', 'clock')).toBe('16:30');
  });
});

it('gives the exact instant in UTC with the zone shown', () => {
  expect(exactInstant('2026-05-01T16:30:05Z', 'Asia/Shanghai')).toBe('2026-05-01T16:30:05.000Z (UTC) · Asia/Shanghai');
});

it('says how long ago in words', () => {
  expect(formatRelative('2026-05-01T23:57:00Z', 'en-US', now)).toBe('3 minutes ago');
  expect(formatRelative('2026-05-04T00:00:00Z', 'zh-CN', now)).toBe('后天');
});

it.each([
  [null, '—'],
  [0, '0 s'],
  [12.34, '12.3 s'],
  [90, '1 min'],
  [3600, '1 h'],
  [3700, '1 h 1 min'],
  [90_061, '1 d 1 h'],
])('formatDuration(%s) is %s', (seconds, text) => {
  expect(formatDuration(seconds, 'en-US')).toBe(text);
});
