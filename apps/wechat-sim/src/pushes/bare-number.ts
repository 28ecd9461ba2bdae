/** An id that is written as a number without quotes although it exceeds 2^53. */
export class BareNumber {
  constructor(readonly digits: string) {}

  /** JSON.stringify asks for this; `unmark` takes the mark and the quotes off again. */
  toJSON(): string {
    return `\u0000${this.digits}`;
  }
}

export const unmarkBareNumbers = (json: string): string => json.replace(/"\\u0000(\d+)"/g, '$1');
