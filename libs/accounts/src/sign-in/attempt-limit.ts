import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, prepared } from '@zhanggui/platform';
import { TooManyAttempts } from '../accounts.errors';

const windowSeconds = 15 * 60;
/** Tries within a quarter of an hour. An account's own limit is wider than that of one address, so that a stranger cannot lock its owner out quickly. */
const allowed = { 'account and address': 10, account: 50, address: 100, person: 10 } as const;
export type LimitedBy = keyof typeof allowed;

/** What is limited, e.g. ['account', 'an@e.mail']. */
export type Attempt = readonly [by: LimitedBy, of: string];

const count = prepared(`INSERT INTO attempt_limit (key, attempts, until)
  SELECT key, 1, $2::timestamptz FROM unnest($1::text[]) AS key ORDER BY key
  ON CONFLICT (key) DO UPDATE SET attempts = CASE WHEN attempt_limit.until < $3 THEN 1 ELSE attempt_limit.attempts + 1 END,
    until = CASE WHEN attempt_limit.until < $3 THEN EXCLUDED.until ELSE attempt_limit.until END
  RETURNING key, attempts, until`);

/**
 * Limits tries of passwords and codes, over all processes and whatever becomes of Redis. A try is counted before it is
 * looked at, so that many at once get no further than one after the other; a right one is taken off again.
 */
@Injectable()
export class AttemptLimit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws TooManyAttempts */
  async count(attempts: readonly Attempt[]): Promise<void> {
    const now = this.clock.now();
    const limits = new Map(attempts.map((attempt) => [keyOf(attempt), allowed[attempt[0]]]));
    const rows = await this.db.systemQuery<{ key: string; attempts: number; until: Date }>(count, [
      [...limits.keys()],
      new Date(now.getTime() + windowSeconds * 1000),
      now,
    ]);
    for (const { key, attempts: tried, until } of rows)
      if (tried > limits.get(key)!)
        throw new TooManyAttempts(Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)));
  }

  /** The try was right. An address keeps its count: one right password does not excuse the wrong ones of others. */
  async succeeded(attempts: readonly Attempt[]): Promise<void> {
    const keys = attempts.filter(([by]) => by !== 'address').map(keyOf);
    await this.db.systemQuery('DELETE FROM attempt_limit WHERE key = ANY($1::text[])', [keys]);
    await this.takeBack(attempts.filter(([by]) => by === 'address'));
  }

  /** The try proved nothing yet: it does not count, and excuses no wrong one before it. */
  async takeBack(attempts: readonly Attempt[]): Promise<void> {
    await this.db.systemQuery('UPDATE attempt_limit SET attempts = attempts - 1 WHERE key = ANY($1::text[])', [
      attempts.map(keyOf),
    ]);
  }
}

/** Nobody's e-mail or address is kept for this. */
const keyOf = ([by, of]: Attempt): string => createHash('sha256').update(`${by} ${of}`).digest('base64url');
