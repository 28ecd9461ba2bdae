export { CrossSite } from './accounts.errors';
export { AccountsModule } from './accounts.module';
export { MerchantsService } from './merchants/merchants.service';
export { type NewUser, UsersService } from './people/users.service';
export { contextFor } from './scope';
export { mustConfirm } from './sign-in/must-confirm';
export { secondFactorContext } from './sign-in/second-factor.service';
export { sessionCookie } from './sign-in/session.guard';
