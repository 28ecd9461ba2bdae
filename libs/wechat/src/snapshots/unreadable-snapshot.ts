/** The platform's answer lacks a field without which the object means nothing. */
export class UnreadableSnapshot extends Error {
  override readonly name = 'UnreadableSnapshot';

  constructor(readonly field: string) {
    super(`field ${field} is missing or not readable`);
  }
}

export function required<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new UnreadableSnapshot(field);
  return value;
}
