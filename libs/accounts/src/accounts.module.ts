import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CONFIG, type Configuration, requestConnection } from '@zhanggui/platform';
import { AuthController } from './auth.controller';
import { MerchantsController } from './merchants.controller';
import { MerchantsService } from './merchants.service';
import { SavedViewsController } from './saved-views.controller';
import { SavedViewsService } from './saved-views.service';
import { SessionGuard } from './session.guard';
import { SessionsService } from './sessions.service';
import { SignInLimit } from './sign-in-limit';
import { UsersService } from './users.service';

@Global()
@Module({
  controllers: [AuthController, MerchantsController, SavedViewsController],
  providers: [
    MerchantsService,
    SessionsService,
    UsersService,
    SavedViewsService,
    {
      provide: SignInLimit,
      inject: [CONFIG],
      useFactory: (config: Configuration) => {
        const redis = requestConnection(config.redisUrl);
        // Reconnection is ioredis' own work; each call that fails meanwhile falls back to this process.
        redis.on('error', () => undefined);
        return new SignInLimit(redis);
      },
    },
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [MerchantsService, SessionsService, UsersService],
})
export class AccountsModule {}
