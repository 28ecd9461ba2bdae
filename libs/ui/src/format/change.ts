/** How a figure stands against the one before. 'fresh': there was nothing to compare with; 'unknown': one of them is missing. */
export type Change =
  | { readonly kind: 'up' | 'down'; readonly by: number }
  | { readonly kind: 'same' | 'fresh' | 'unknown' };

/** Change as a share of the figure before. */
export function relativeChange(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { kind: 'unknown' };
  if (now === before) return { kind: 'same' };
  if (before === 0) return { kind: 'fresh' };
  const by = (now - before) / Math.abs(before);
  return { kind: by > 0 ? 'up' : 'down', by: Math.abs(by) };
}

/** Change of a ratio, in percentage points: from 5% to 7% is 2 points, not 40%. */
export function pointChange(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { kind: 'unknown' };
  const by = now - before;
  if (Math.abs(by) < 0.0005) return { kind: 'same' };
  return { kind: by > 0 ? 'up' : 'down', by: Math.abs(by) };
}
