import type { Redis } from 'ioredis';
import { TooManyAttempts } from './accounts.errors';

const windowSeconds = 15 * 60;
const allowedFailures = 10;

/** Counts failed sign-ins per person and address in Redis; while Redis is away, in this process. */
export class SignInLimit {
  private readonly local = new Map<string, { count: number; until: number }>();

  constructor(private readonly redis: Redis) {}

  async check(email: string, ip: string): Promise<void> {
    const key = this.key(email, ip);
    const count = await this.redis.get(key).then(Number, () => this.localCount(key));
    if (count >= allowedFailures) throw new TooManyAttempts(windowSeconds);
  }

  async failed(email: string, ip: string): Promise<void> {
    const key = this.key(email, ip);
    await this.redis
      .multi()
      .incr(key)
      .expire(key, windowSeconds)
      .exec()
      .catch(() => {
        if (this.local.size > 10_000) this.local.clear();
        this.local.set(key, { count: this.localCount(key) + 1, until: Date.now() + windowSeconds * 1000 });
      });
  }

  async succeeded(email: string, ip: string): Promise<void> {
    const key = this.key(email, ip);
    this.local.delete(key);
    await this.redis.del(key).catch(() => undefined);
  }

  private key(email: string, ip: string): string {
    return `{zhanggui-sign-in}:${email}:${ip}`;
  }

  private localCount(key: string): number {
    const entry = this.local.get(key);
    return entry && entry.until > Date.now() ? entry.count : 0;
  }
}
