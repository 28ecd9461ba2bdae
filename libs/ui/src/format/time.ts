import { localParts } from '@zhanggui/contracts';
import { noValue } from './money';

/** minute: with the year only where it is not this one; second: always whole; day: the date alone; clock: hour and minute; tick: with seconds. */
export type TimeStyle = 'minute' | 'second' | 'day' | 'clock' | 'tick';

/** An instant on the clock of a time zone. An unknown zone is shown in UTC rather than not at all. */
export function formatTime(
  iso: string | null | undefined,
  timeZone: string,
  style: TimeStyle = 'minute',
  now: Date = new Date(),
): string {
  if (!iso) return noValue;
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const zone = knownZone(timeZone);
  const p = localParts(at, zone);
  const date = `${p['year']}-${p['month']}-${p['day']}`;
  const clock = `${p['hour']}:${p['minute']}`;
  if (style === 'clock') return clock;
  if (style === 'tick') return `${clock}:${p['second']}`;
  if (style === 'day') return date;
  if (style === 'second') return `${date} ${clock}:${p['second']}`;
  const sameYear = localParts(now, zone)['year'] === p['year'];
  return `${sameYear ? date.slice(5) : date} ${clock}`;
}

function knownZone(timeZone: string): string {
  try {
    localParts(new Date(0), timeZone);
    return timeZone;
  } catch {
    return 'UTC';
  }
}

/** The exact instant, for the tooltip: UTC to the second, with the zone that the text beside it is in. */
export function exactInstant(iso: string, timeZone: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString()} (UTC) · ${timeZone}`;
}

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** '3 minutes ago' or 'in 2 days', in the person's language. */
export function formatRelative(iso: string, language: string, now: Date = new Date()): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, size] of units)
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  return format.format(Math.round(seconds), 'second');
}

/** A length of time in its largest two units: '2 d 3 h', '4 min', '12 s'. */
export function formatDuration(seconds: number | null | undefined, language: string): string {
  if (seconds === null || seconds === undefined) return noValue;
  const words = language.startsWith('zh')
    ? { d: ' 天', h: ' 小时', m: ' 分', s: ' 秒' }
    : { d: ' d', h: ' h', m: ' min', s: ' s' };
  if (seconds < 60) return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)}${words.s}`;
  const minutes = Math.floor(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return `${days}${words.d}${hours > 0 ? ` ${hours}${words.h}` : ''}`;
  if (hours > 0) return `${hours}${words.h}${rest > 0 ? ` ${rest}${words.m}` : ''}`;
  return `${rest}${words.m}`;
}
