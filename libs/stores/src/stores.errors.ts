import { DomainError } from '@zhanggui/platform';

export class AppAlreadyConnected extends DomainError<'APP_ALREADY_CONNECTED'> {
  constructor(appid: string) {
    super('APP_ALREADY_CONNECTED', 409, { appid });
  }
}
export class NotAuthorizedYet extends DomainError<'NOT_AUTHORIZED_YET'> {
  constructor(appid: string) {
    super('NOT_AUTHORIZED_YET', 409, { appid });
  }
}
export class ComponentNotConfigured extends DomainError<'COMPONENT_NOT_CONFIGURED'> {
  constructor() {
    super('COMPONENT_NOT_CONFIGURED', 409);
  }
}
export class BackfillRunning extends DomainError<'BACKFILL_RUNNING'> {
  constructor() {
    super('BACKFILL_RUNNING', 409);
  }
}
export class CertificateNotSigned extends DomainError<'CERTIFICATE_NOT_SIGNED'> {
  constructor() {
    super('CERTIFICATE_NOT_SIGNED', 404);
  }
}
