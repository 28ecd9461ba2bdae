import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Configuration, type CurrentUser, requestConnection } from '@zhanggui/platform';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequests } from '../accounts.errors';

const windowSeconds = 60;

/**
 * Limits how often one person, or one API key, may ask within a minute, over all processes; without Redis each process
 * counts by itself. Guesses of passwords have `AttemptLimit`; the platform's callbacks are not limited.
 */
@Injectable()
export class RequestLimit implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly limiter: RateLimiterRedis;

  constructor(@Inject(CONFIG) { redisUrl, requestsPerMinute: points }: Configuration) {
    this.redis = requestConnection(redisUrl);
    // ioredis reconnects by itself.
    this.redis.on('error', () => undefined);
    this.limiter = new RateLimiterRedis({
      storeClient: this.redis,
      keyPrefix: 'zhanggui-requests',
      points,
      duration: windowSeconds,
      insuranceLimiter: new RateLimiterMemory({ points, duration: windowSeconds }),
      // Whoever is over the limit is refused without asking Redis each time.
      inMemoryBlockOnConsumed: points + 1,
    });
  }

  /** @throws TooManyRequests */
  async count({ id, apiKeyId }: CurrentUser): Promise<void> {
    try {
      await this.limiter.consume(apiKeyId ?? id);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new TooManyRequests(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
    }
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
