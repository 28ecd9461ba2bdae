import { createHash } from 'node:crypto';

/**
 * A statement that each connection parses and plans once. For writes and for look-ups by a whole key, where every tenant's
 * plan is the same; a list is planned for its own tenant each time, since a plan for all fits none of them.
 */
export class Prepared {
  /** Names the statement within a connection; made of its text, so no two can be mistaken for each other. */
  readonly name: string;

  constructor(readonly text: string) {
    this.name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  }
}

export const prepared = (text: string): Prepared => new Prepared(text);
