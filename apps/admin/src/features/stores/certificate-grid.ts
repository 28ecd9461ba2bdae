import type { Certificate } from '@zhanggui/api-client';
import { addDays } from '@zhanggui/contracts';

export interface CertificateGrid {
  /** Oldest first, without gaps. */
  readonly days: readonly string[];
  readonly kinds: readonly string[];
  readonly at: (kind: string, day: string) => Certificate | undefined;
  /** Those that are not equal, newest day first. */
  readonly open: readonly Certificate[];
}

const usualKinds: readonly string[] = ['orders', 'after_sales', 'gift_after_sales'];
/** A stray certificate of long ago must not stretch the row without end. */
const daysAtMost = 62;

export function certificateGrid(certificates: readonly Certificate[]): CertificateGrid {
  const byPlace = new Map(certificates.map((certificate) => [`${certificate.kind} ${certificate.day}`, certificate]));
  const known = [...new Set(certificates.map(({ day }) => day))].sort();
  const first = known[0];
  const last = known.at(-1);
  const days: string[] = [];
  if (first && last)
    for (let day = last; day >= first && days.length < daysAtMost; day = addDays(day, -1)) days.unshift(day);
  const others = [...new Set(certificates.map(({ kind }) => kind))].filter((kind) => !usualKinds.includes(kind));
  return {
    days,
    kinds: [...usualKinds, ...others],
    at: (kind, day) => byPlace.get(`${kind} ${day}`),
    open: certificates.filter(({ state }) => state !== 'equal').sort((a, b) => b.day.localeCompare(a.day)),
  };
}
