const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const BEIJING_OFFSET_MS = 8 * 60 * MINUTE_MS;

/** Minute quotas start afresh here. */
export function nextMinute(now: Date): Date {
  return new Date((Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS);
}

/** Day quotas start afresh at midnight in Beijing, which has no summer time. */
export function nextBeijingDay(now: Date): Date {
  const days = Math.floor((now.getTime() + BEIJING_OFFSET_MS) / DAY_MS) + 1;
  return new Date(days * DAY_MS - BEIJING_OFFSET_MS);
}

export interface TimeRange {
  from: Date;
  to: Date;
}

/** Epoch seconds, both ends in. */
export interface SecondRange {
  start: number;
  end: number;
}

/** The range in whole seconds, widened so that no instant of it is lost. */
export function inSeconds({ from, to }: TimeRange): SecondRange {
  const range = { start: Math.floor(from.getTime() / 1000), end: Math.ceil(to.getTime() / 1000) };
  if (!(range.start <= range.end)) throw new RangeError('a time range needs a start before its end');
  return range;
}

/** Parts of at most `spanSeconds`; neighbours share their border second, so nothing falls between them. */
export function splitRange(range: TimeRange, spanSeconds: number): SecondRange[] {
  const { start, end } = inSeconds(range);
  const parts: SecondRange[] = [];
  for (let from = start; parts.length === 0 || from < end; from += spanSeconds) {
    parts.push({ start: from, end: Math.min(from + spanSeconds, end) });
  }
  return parts;
}
