import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@zhanggui/contracts';
import { Clock, type CurrentUser, Database } from '@zhanggui/platform';
import { WrongCredentials } from './accounts.errors';
import { passwordMatches } from './passwords';
import { SignInLimit } from './sign-in-limit';

const sessionDays = 14;
/** A session is looked up in PostgreSQL at most this often per process; signing out reaches other processes as late. */
const rememberMs = 5000;
const rememberAtMost = 10_000;

interface SessionRow {
  session_id: string;
  user_id: string;
  email: string;
  name: string;
  role: Role;
  scope: 'all' | 'selected';
  locale: string;
  provider_id: string;
  provider_name: string;
  merchant_id: string | null;
  expires_at: Date;
  last_seen_at: Date;
}

const sessionId = (token: string) => createHash('sha256').update(token).digest('hex');

/** Sign-in by password, and sessions: the browser holds a random token, PostgreSQL its hash. */
@Injectable()
export class SessionsService {
  private readonly remembered = new Map<string, { user: CurrentUser; until: number }>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
  ) {}

  /** @returns the token for the cookie @throws WrongCredentials | TooManyAttempts */
  async signIn(
    email: string,
    password: string,
    from: { ip: string; userAgent?: string },
  ): Promise<{ token: string; user: CurrentUser; expiresAt: Date }> {
    const address = email.trim().toLowerCase();
    await this.limit.check(address, from.ip);
    const [row] = await this.db.systemQuery<{ id: string; password_hash: string }>(
      'SELECT id, password_hash FROM app_user WHERE email = $1 AND disabled_at IS NULL',
      [address],
    );
    if (!(await passwordMatches(row?.password_hash, password)) || !row) {
      await this.limit.failed(address, from.ip);
      throw new WrongCredentials();
    }
    await this.limit.succeeded(address, from.ip);
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + sessionDays * 86_400_000);
    await this.db.systemQuery(
      'INSERT INTO user_session (id, user_id, created_at, last_seen_at, expires_at, user_agent) VALUES ($1, $2, $3, $3, $4, $5)',
      [sessionId(token), row.id, now, expiresAt, from.userAgent?.slice(0, 300) ?? null],
    );
    return { token, user: (await this.find(token))!, expiresAt };
  }

  async signOut(id: string): Promise<void> {
    this.remembered.delete(id);
    await this.db.systemQuery('DELETE FROM user_session WHERE id = $1', [id]);
  }

  /** The person behind a cookie, or undefined. */
  async find(token: string): Promise<CurrentUser | undefined> {
    const id = sessionId(token);
    const now = this.clock.now();
    const known = this.remembered.get(id);
    if (known && known.until > now.getTime()) return known.user;
    const user = await this.load(id, now);
    if (!user) {
      this.remembered.delete(id);
      return undefined;
    }
    if (this.remembered.size >= rememberAtMost) this.remembered.clear();
    this.remembered.set(id, { user, until: now.getTime() + rememberMs });
    return user;
  }

  private async load(id: string, now: Date): Promise<CurrentUser | undefined> {
    const [row] = await this.db.systemQuery<SessionRow>(
      `SELECT s.id AS session_id, s.expires_at, s.last_seen_at, u.id AS user_id, u.email, u.name, u.role, u.scope, u.locale, u.provider_id,
              u.merchant_id, p.name AS provider_name
       FROM user_session s JOIN app_user u ON u.id = s.user_id JOIN service_provider p ON p.id = u.provider_id
       WHERE s.id = $1 AND s.expires_at > $2 AND u.disabled_at IS NULL`,
      [id, now],
    );
    if (!row) return undefined;
    if (now.getTime() - row.last_seen_at.getTime() > 300_000) {
      await this.db.systemQuery('UPDATE user_session SET last_seen_at = $2 WHERE id = $1', [id, now]);
    }
    const grants =
      row.scope === 'all'
        ? ('all' as const)
        : (
            await this.db.systemQuery<{ merchant_id: string; store_id: string | null }>(
              'SELECT merchant_id, store_id FROM user_scope WHERE user_id = $1',
              [row.user_id],
            )
          ).map((grant) => ({ merchantId: grant.merchant_id, storeId: grant.store_id }));
    return Object.freeze({
      id: row.user_id,
      sessionId: row.session_id,
      email: row.email,
      name: row.name,
      role: row.role,
      locale: row.locale,
      providerId: row.provider_id,
      providerName: row.provider_name,
      merchantId: row.merchant_id,
      grants,
    });
  }
}
