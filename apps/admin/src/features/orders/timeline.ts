import type { TimelineEntry } from '@zhanggui/api-client';

export type TimelineKind = TimelineEntry['kind'];

/** How many entries there are of each kind, in the order in which kinds are first offered. */
export function kindCounts(entries: readonly TimelineEntry[]): [TimelineKind, number][] {
  const counts = new Map<TimelineKind, number>();
  for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const order: readonly string[] = ['state', 'push', 'call', 'after_sale', 'act'];
  return [...counts].sort(([a], [b]) => rank(order, a) - rank(order, b));
}

const rank = (order: readonly string[], kind: string) => (order.includes(kind) ? order.indexOf(kind) : order.length);

/** Entries that say the same, one after the other: the newest is shown, the others when asked for. */
export interface TimelineGroup {
  readonly first: TimelineEntry;
  readonly others: readonly TimelineEntry[];
}

const fewest = 3;

/** Puts successful calls of the same path together: a poll that reads an order every minute is one line, not fifty. */
export function grouped(entries: readonly TimelineEntry[]): TimelineGroup[] {
  const runs: TimelineEntry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run?.[0] && isSameCall(run[0], entry)) run.push(entry);
    else runs.push([entry]);
  }
  return runs.flatMap((run) =>
    run.length >= fewest
      ? [{ first: run[0]!, others: run.slice(1) }]
      : run.map((first) => ({ first, others: [] as TimelineEntry[] })),
  );
}

const isSameCall = (a: TimelineEntry, b: TimelineEntry) =>
  a.kind === 'call' &&
  b.kind === 'call' &&
  a.name === b.name &&
  a.detail['outcome'] === 'ok' &&
  b.detail['outcome'] === 'ok';

/** A detail as text, or undefined when there is nothing to say. */
export function detailText(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Details that the timeline has no words for: shown by their own names. */
export const otherDetails = (detail: Readonly<Record<string, unknown>>, known: readonly string[]): [string, string][] =>
  Object.entries(detail).flatMap(([name, value]): [string, string][] => {
    const text = known.includes(name) ? undefined : detailText(value);
    return text === undefined ? [] : [[name, text]];
  });
