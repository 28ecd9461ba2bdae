import { createHash } from 'node:crypto';

/** An entry as it is hashed: everything but the hash itself. Instants are ISO texts in milliseconds. */
export interface ChainedEntry {
  /** 'provider' or 'merchant', and whose: an entry moved into another chain breaks both. */
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly storeId: string | null;
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly supportAccessId: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly previousHash: string;
}

/** What the first entry of a chain follows. */
export const chainStart = '';

/** SHA-256 over the entry with its keys in order; the entry names the hash before it, so each vouches for all that came earlier. */
export const entryHash = (entry: ChainedEntry): string =>
  createHash('sha256')
    .update(JSON.stringify(ordered(entry)))
    .digest('hex');

/** PostgreSQL keeps the keys of jsonb in an order of its own, so ours is fixed before hashing. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, ordered(inner)]));
}

/** How a chain was found broken. */
export type ChainFault =
  | { readonly kind: 'changed'; readonly seq: number }
  | { readonly kind: 'missing'; readonly seq: number }
  | { readonly kind: 'inserted'; readonly seq: number }
  | { readonly kind: 'cut'; readonly seq: number };

/** A head of a chain that was written down earlier. */
export interface KnownHead {
  readonly seq: number;
  readonly hash: string;
}

/** Walks a chain from its first entry and compares it with heads that were written down elsewhere. */
export class ChainCheck {
  private seq = 0;
  private hash = chainStart;
  private readonly heads: Map<number, string>;
  readonly faults: ChainFault[] = [];

  constructor(heads: readonly KnownHead[] = []) {
    this.heads = new Map(heads.map((head) => [head.seq, head.hash]));
  }

  /** @param hash as the row holds it */
  add(entry: ChainedEntry, hash: string): void {
    for (let missing = this.seq + 1; missing < entry.seq; missing++)
      this.faults.push({ kind: 'missing', seq: missing });
    const follows = entry.seq === this.seq + 1;
    if (entryHash(entry) !== hash) this.faults.push({ kind: 'changed', seq: entry.seq });
    else if (follows && entry.previousHash !== this.hash) this.faults.push({ kind: 'inserted', seq: entry.seq });
    const known = this.heads.get(entry.seq);
    // Rewritten as a whole, with hashes that fit each other.
    if (known !== undefined && known !== hash) this.faults.push({ kind: 'changed', seq: entry.seq });
    this.seq = entry.seq;
    this.hash = hash;
  }

  /** After the last entry. @returns how many entries the chain has */
  end(): number {
    const furthest = Math.max(0, ...this.heads.keys());
    if (furthest > this.seq) this.faults.push({ kind: 'cut', seq: this.seq + 1 });
    return this.seq;
  }
}
