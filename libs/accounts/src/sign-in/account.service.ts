import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import { type CurrentUser, Database } from '@zhanggui/platform';
import { EmailTaken, WrongCredentials } from '../accounts.errors';
import { type Attempt, AttemptLimit } from './attempt-limit';
import { hashPassword, refuseCommonPassword } from './passwords';
import { SessionsService } from './sessions.service';

/** A person's own password and e-mail address. */
@Injectable()
export class AccountService {
  constructor(
    private readonly db: Database,
    private readonly limit: AttemptLimit,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /** Changes the password; every other session ends. @throws WrongCredentials | PasswordTooCommon | TooManyAttempts */
  async changePassword(user: CurrentUser, current: string, wanted: string): Promise<void> {
    const attempts: Attempt[] = [['person', user.id]];
    await this.limit.count(attempts);
    if (!(await this.sessions.passwordIs(user.id, current))) throw new WrongCredentials();
    await this.limit.succeeded(attempts);
    refuseCommonPassword(wanted, user.email);
    const passwordHash = await hashPassword(wanted);
    await this.db.system(async (tx) => {
      await tx.query('UPDATE app_user SET password_hash = $2 WHERE id = $1', [user.id, passwordHash]);
      await tx.query('DELETE FROM user_session WHERE user_id = $1 AND id <> $2', [user.id, user.sessionId]);
      await this.audit.writeForSide(tx, user, user, {
        action: 'account.password_changed',
        subject: { kind: 'person', id: user.id },
      });
    });
    this.sessions.forget(user.id);
  }

  /** @throws EmailTaken, a few times only: it tells that somebody has this address */
  async changeEmail(user: CurrentUser, email: string): Promise<void> {
    await this.limit.count([['person', user.id]]);
    await this.db.system(async (tx) => {
      const [taken] = await tx.query('SELECT 1 FROM app_user WHERE email = $1 AND id <> $2', [email, user.id]);
      if (taken) throw new EmailTaken();
      await tx.query('UPDATE app_user SET email = $2 WHERE id = $1', [user.id, email]);
      await this.audit.writeForSide(tx, user, user, {
        action: 'account.email_changed',
        subject: { kind: 'person', id: user.id },
        before: { email: user.email },
        after: { email },
      });
    });
    this.sessions.forget(user.id);
  }
}
