/** PostgreSQL hands bigint over as text. @throws RangeError beyond 2^53, where a number would lie. */
export function fen(value: unknown): number {
  const number = typeof value === 'number' ? value : Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`Not a whole amount of fen: ${String(value)}`);
  return number;
}
