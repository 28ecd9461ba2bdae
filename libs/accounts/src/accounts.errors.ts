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
export class TooManyAttempts extends DomainError<'TOO_MANY_ATTEMPTS'> {
  constructor(retryAfterSeconds: number) {
    super('TOO_MANY_ATTEMPTS', 429, { retryAfterSeconds });
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
