export { CrossSite } from './accounts.errors';
export { AccountsModule } from './accounts.module';
export { MerchantsService } from './merchants.service';
export { contextFor } from './scope';
export { sessionCookie } from './session.guard';
export { type NewUser, UsersService } from './users.service';
