export interface Posting {
  /** Of the seller's calendar, `2010-12-01`. */
  readonly day: string;
  /** Index in the list of shops. */
  readonly shop: number;
  readonly kind: 'sales' | 'cancellations';
  /** `source`: in the file. `kept`: crosses the wire. Otherwise the rule that takes it out. */
  readonly what: 'source' | 'kept' | 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R7' | 'R8';
  readonly fen: number;
  /** An order or an after-sale each. */
  readonly documents: number;
}

export const retailFile: string;
export const retailMonths: readonly string[];
export const salesRules: readonly Posting['what'][];
export const cancellationRules: readonly Posting['what'][];
export function retailPostings(range: {
  from: string;
  /** Not included. */
  to: string;
  shops: number;
  file?: string;
}): Promise<Posting[]>;
export function total(
  postings: readonly Posting[],
  picks: (posting: Posting) => boolean,
): { fen: number; documents: number; lines: number };
