import { Module } from '@nestjs/common';
import { CONFIG, type Configuration, LiveSubscriber, LOGGER, type Logger } from '@zhanggui/platform';
import { Redis } from 'ioredis';

@Module({
  providers: [
    {
      provide: LiveSubscriber,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Configuration, logger: Logger) => {
        const redis = new Redis(config.redisUrl, { maxRetriesPerRequest: null, lazyConnect: true });
        redis.on('error', (error) => logger.warn({ err: error }, 'live updates are interrupted'));
        const subscriber = new LiveSubscriber(redis);
        subscriber.start().catch((error) => logger.warn({ err: error }, 'live updates did not start'));
        return subscriber;
      },
    },
  ],
  exports: [LiveSubscriber],
})
export class LiveModule {}
