import { DomainError } from '@zhanggui/platform';

export class NotSignedIn extends DomainError<'NOT_SIGNED_IN'> {
  constructor() {
    super('NOT_SIGNED_IN', 401);
  }
}
export class WrongCredentials extends DomainError<'WRONG_CREDENTIALS'> {
  constructor() {
    super('WRONG_CREDENTIALS', 401);
  }
}
/** The password was right; the code of the second factor is missing. */
export class SecondFactorNeeded extends DomainError<'SECOND_FACTOR_NEEDED'> {
  constructor() {
    super('SECOND_FACTOR_NEEDED', 401);
  }
}
export class WrongCode extends DomainError<'WRONG_CODE'> {
  constructor(httpStatus = 400) {
    super('WRONG_CODE', httpStatus);
  }
}
export class TooManyAttempts extends DomainError<'TOO_MANY_ATTEMPTS'> {
  constructor(retryAfterSeconds: number) {
    super('TOO_MANY_ATTEMPTS', 429, { retryAfterSeconds });
  }
}
export class TooManyRequests extends DomainError<'TOO_MANY_REQUESTS'> {
  constructor(retryAfterSeconds: number) {
    super('TOO_MANY_REQUESTS', 429, { retryAfterSeconds });
  }
}
/** @param secondFactor whether a code is asked for, or the password */
export class ConfirmationNeeded extends DomainError<'CONFIRMATION_NEEDED'> {
  constructor(secondFactor: boolean) {
    super('CONFIRMATION_NEEDED', 403, { with: secondFactor ? 'code' : 'password' });
  }
}
export class SignInOnlyRoute extends DomainError<'SIGN_IN_ONLY'> {
  constructor() {
    super('SIGN_IN_ONLY', 403);
  }
}
export class CrossSite extends DomainError<'CROSS_SITE'> {
  constructor() {
    super('CROSS_SITE', 403);
  }
}
export class TooManyViews extends DomainError<'TOO_MANY_VIEWS'> {
  constructor(atMost: number) {
    super('TOO_MANY_VIEWS', 409, { atMost });
  }
}
export class NameTaken extends DomainError<'NAME_TAKEN'> {
  constructor(name: string) {
    super('NAME_TAKEN', 409, { name });
  }
}
export class EmailTaken extends DomainError<'EMAIL_TAKEN'> {
  constructor() {
    super('EMAIL_TAKEN', 409);
  }
}
export class InvitationNotValid extends DomainError<'INVITATION_NOT_VALID'> {
  constructor() {
    super('INVITATION_NOT_VALID', 404);
  }
}
/** @param what 'side', 'permission' or 'scope' */
export class GrantNotHeld extends DomainError<'GRANT_NOT_HELD'> {
  constructor(what: string) {
    super('GRANT_NOT_HELD', 403, { what });
  }
}
export class NotOneself extends DomainError<'NOT_ONESELF'> {
  constructor() {
    super('NOT_ONESELF', 409);
  }
}
export class LastOwner extends DomainError<'LAST_OWNER'> {
  constructor() {
    super('LAST_OWNER', 409);
  }
}
export class RoleInUse extends DomainError<'ROLE_IN_USE'> {
  constructor() {
    super('ROLE_IN_USE', 409);
  }
}
export class SecondFactorOn extends DomainError<'SECOND_FACTOR_ON'> {
  constructor() {
    super('SECOND_FACTOR_ON', 409);
  }
}
export class SecondFactorOff extends DomainError<'SECOND_FACTOR_OFF'> {
  constructor() {
    super('SECOND_FACTOR_OFF', 409);
  }
}
export class PasswordTooCommon extends DomainError<'PASSWORD_TOO_COMMON'> {
  constructor() {
    super('PASSWORD_TOO_COMMON', 400);
  }
}
