import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeysController } from './keys/api-keys.controller';
import { ApiKeysService } from './keys/api-keys.service';
import { MerchantsController } from './merchants/merchants.controller';
import { MerchantsService } from './merchants/merchants.service';
import { InvitationsService } from './people/invitations.service';
import { PeopleController, RolesController } from './people/people.controller';
import { PeopleService } from './people/people.service';
import { RolesService } from './people/roles.service';
import { UsersService } from './people/users.service';
import { AccountService } from './sign-in/account.service';
import { AttemptLimit } from './sign-in/attempt-limit';
import { AuthController } from './sign-in/auth.controller';
import { Principals } from './sign-in/principals';
import { RequestLimit } from './sign-in/request-limit';
import { SecondFactorService } from './sign-in/second-factor.service';
import { SessionGuard } from './sign-in/session.guard';
import { SessionsService } from './sign-in/sessions.service';
import { SupportController } from './support/support.controller';
import { SupportService } from './support/support.service';
import { SavedViewsController } from './views/saved-views.controller';
import { SavedViewsService } from './views/saved-views.service';

@Global()
@Module({
  controllers: [
    AuthController,
    MerchantsController,
    PeopleController,
    RolesController,
    ApiKeysController,
    SupportController,
    SavedViewsController,
  ],
  providers: [
    AccountService,
    ApiKeysService,
    AttemptLimit,
    InvitationsService,
    MerchantsService,
    PeopleService,
    Principals,
    RequestLimit,
    RolesService,
    SecondFactorService,
    SessionsService,
    SupportService,
    UsersService,
    SavedViewsService,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [MerchantsService, SessionsService, UsersService],
})
export class AccountsModule {}
