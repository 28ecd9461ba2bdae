/** A day in a store's time zone: 'YYYY-MM-DD'. */
export type LocalDate = string & { readonly __brand?: 'LocalDate' };

const formatters = new Map<string, Intl.DateTimeFormat>();

/** year, month, day, hour (00 to 23), minute and second of an instant on the clock of a time zone, as two- and four-digit texts. */
export function localParts(at: Date, timeZone: string): Record<string, string> {
  let format = formatters.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** Whether the runtime knows the IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name.includes('/') || name === 'UTC';
  } catch {
    return false;
  }
}

/** The business day of an instant: the calendar day in the store's time zone. */
export function businessDay(at: Date, timeZone: string): LocalDate {
  const p = localParts(at, timeZone);
  return `${p['year']}-${p['month']}-${p['day']}`;
}

/** Start of the store's local hour that contains the instant (zones with half-hour offsets included). */
export function businessHour(at: Date, timeZone: string): Date {
  const p = localParts(at, timeZone);
  const intoHour = (Number(p['minute']) * 60 + Number(p['second'])) * 1000 + at.getUTCMilliseconds();
  return new Date(at.getTime() - intoHour);
}

/** The first instant of a business day. Where midnight does not exist (clocks go forward), the first instant that does. */
export function startOfBusinessDay(day: LocalDate, timeZone: string): Date {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const utcMidnight = Date.UTC(year, month - 1, date);
  // The offset is looked up at the guess itself, twice, since it may change between UTC midnight and local midnight.
  let guess = utcMidnight - offsetMs(new Date(utcMidnight), timeZone);
  guess = utcMidnight - offsetMs(new Date(guess), timeZone);
  while (businessDay(new Date(guess), timeZone) < day) guess += 15 * 60_000;
  return new Date(guess);
}

function offsetMs(at: Date, timeZone: string): number {
  const p = localParts(at, timeZone);
  const local = Date.UTC(
    Number(p['year']),
    Number(p['month']) - 1,
    Number(p['day']),
    Number(p['hour']),
    Number(p['minute']),
    Number(p['second']),
  );
  return local - Math.floor(at.getTime() / 1000) * 1000;
}

/** The day `days` after (or before) a day. */
export function addDays(day: LocalDate, days: number): LocalDate {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whether a text is a day of this century that the calendar knows: 'YYYY-MM-DD'. */
export function isLocalDate(text: string): boolean {
  const at = /^20\d\d-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
