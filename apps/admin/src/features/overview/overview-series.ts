import type { FiguresPoint, Overview } from '@zhanggui/api-client';
import { addDays, startOfBusinessDay } from '@zhanggui/contracts';
import { formatTime } from '@zhanggui/ui';

/** One place of the chart's axis. */
export interface ChartSlot {
  /** '05-01' or '14:00'. */
  readonly label: string;
  readonly gmvFen: number | null;
  readonly orders: number | null;
  readonly beforeFen: number;
}

const hourMs = 3_600_000;

/**
 * The chart's places: every hour of today, or every day of the period, with the period before laid over it. What the answer
 * leaves out is zero; what has not come yet is null.
 */
export function chartSlots(overview: Overview): ChartSlot[] {
  return overview.period === 'today' ? hourSlots(overview) : daySlots(overview);
}

function hourSlots({ to, timeZone, points, pointsBefore, asOf }: Overview): ChartSlot[] {
  const start = startOfBusinessDay(to, timeZone).getTime();
  const end = startOfBusinessDay(addDays(to, 1), timeZone).getTime();
  const startBefore = startOfBusinessDay(addDays(to, -1), timeZone).getTime();
  const hourOf = (point: FiguresPoint, from: number) => Math.floor((new Date(point.at).getTime() - from) / hourMs);
  const now = byKey(points, (point) => hourOf(point, start));
  const before = byKey(pointsBefore, (point) => hourOf(point, startBefore));
  // Stores in other zones have their day at other hours: the axis grows, so that nothing is left out of the picture.
  const first = Math.min(0, ...now.keys(), ...before.keys());
  const hours = Math.max(
    Math.round((end - start) / hourMs),
    ...[...now.keys(), ...before.keys()].map((hour) => hour + 1),
  );
  const passed = new Date(asOf).getTime();
  return range(first, hours).map((hour) => {
    const at = start + hour * hourMs;
    const point = now.get(hour);
    const isAhead = at > passed && !point;
    return {
      label: formatTime(new Date(at).toISOString(), timeZone, 'clock'),
      gmvFen: isAhead ? null : (point?.gmvFen ?? 0),
      orders: isAhead ? null : (point?.orders ?? 0),
      beforeFen: before.get(hour)?.gmvFen ?? 0,
    };
  });
}

function daySlots({ from, to, points, pointsBefore }: Overview): ChartSlot[] {
  const now = byKey(points, ({ at }) => at.slice(0, 10));
  const before = byKey(pointsBefore, ({ at }) => at.slice(0, 10));
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days.map((day) => ({
    label: day.slice(5),
    gmvFen: now.get(day)?.gmvFen ?? 0,
    orders: now.get(day)?.orders ?? 0,
    beforeFen: before.get(addDays(day, -days.length))?.gmvFen ?? 0,
  }));
}

function byKey<K>(points: readonly FiguresPoint[], keyOf: (point: FiguresPoint) => K): Map<K, FiguresPoint> {
  return new Map(points.map((point) => [keyOf(point), point]));
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** The highest place, for the sentence that stands for the chart. */
export function peakOf(slots: readonly ChartSlot[]): ChartSlot | undefined {
  return slots.reduce<ChartSlot | undefined>(
    (best, slot) => ((slot.gmvFen ?? 0) > (best?.gmvFen ?? 0) ? slot : best),
    undefined,
  );
}
