import { describe, expect, it } from 'vitest';
import { ChainCheck, type ChainedEntry, entryHash } from './audit-chain';

/** A chain of so many entries, each with its hash. */
function chain(length: number, chainName = 'merchant m'): [ChainedEntry, string][] {
  const entries: [ChainedEntry, string][] = [];
  for (let seq = 1; seq <= length; seq++) {
    const entry: ChainedEntry = {
      chain: chainName,
      seq,
      id: `id-${seq}`,
      storeId: null,
      at: '2026-01-01T00:00:00.000Z',
      actorKind: 'person',
      actorId: 'a',
      actorName: 'A',
      supportAccessId: null,
      ip: null,
      userAgent: null,
      requestId: null,
      action: 'store.changed',
      subjectKind: 'store',
      subjectId: 's',
      before: { name: 'x', nested: { b: 1, a: 2 } },
      after: null,
      previousHash: entries.at(-1)?.[1] ?? '',
    };
    entries.push([entry, entryHash(entry)]);
  }
  return entries;
}
const faultsOf = (entries: [ChainedEntry, string][], heads: { seq: number; hash: string }[] = []) => {
  const check = new ChainCheck(heads);
  for (const [entry, hash] of entries) check.add(entry, hash);
  check.end();
  return check.faults;
};

describe('a chain', () => {
  it('is whole as it was written, whatever order PostgreSQL keeps the keys in', () => {
    const entries = chain(5);
    const reordered = entries.map(([entry, hash]): [ChainedEntry, string] => [
      { ...entry, before: { nested: { a: 2, b: 1 }, name: 'x' } },
      hash,
    ]);
    expect(faultsOf(reordered)).toEqual([]);
  });

  it('shows every single change of every single field', () => {
    for (const field of Object.keys(chain(1)[0]![0]) as (keyof ChainedEntry)[]) {
      const entries = chain(3);
      const [entry, hash] = entries[1]!;
      entries[1] = [{ ...entry, [field]: field === 'seq' ? 7 : 'other' }, hash];
      expect(faultsOf(entries).length, field).toBeGreaterThan(0);
    }
  });

  it('shows a tail that was written anew with hashes that fit, when a head was kept elsewhere', () => {
    const written = chain(4);
    const heads = [{ seq: 4, hash: written[3]![1] }];
    const forged = chain(3);
    const entry = { ...written[3]![0], actorName: 'Nobody' };
    forged.push([entry, entryHash(entry)]);
    expect(faultsOf(forged)).toEqual([]);
    expect(faultsOf(forged, heads)).toEqual([{ kind: 'changed', seq: 4 }]);
    expect(faultsOf(written.slice(0, 3), heads)).toEqual([{ kind: 'cut', seq: 4 }]);
  });

  it('of one owner is not one of another', () => {
    const [entry, hash] = chain(1)[0]!;
    expect(faultsOf([[{ ...entry, chain: 'merchant other' }, hash]])).toEqual([{ kind: 'changed', seq: 1 }]);
  });
});
