import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import { type Actor, Clock, type CurrentUser, Database, NotFound } from '@zhanggui/platform';
import { SecondFactorNeeded, WrongCode, WrongCredentials } from '../accounts.errors';
import { type Attempt, AttemptLimit } from './attempt-limit';
import { passwordMatches } from './passwords';
import { Principals } from './principals';
import { SecondFactorService } from './second-factor.service';

const sessionDays = 14;
/** A session is looked up in PostgreSQL at most this often per process; signing out reaches other processes as late. */
const rememberMs = 5000;
const rememberAtMost = 10_000;

/** Where a request comes from. */
export interface From {
  readonly ip: string;
  readonly userAgent?: string;
  readonly requestId?: string;
}

/** A session as its owner sees it. */
export interface SessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly user_agent: string | null;
  readonly ip: string | null;
}

const sessionId = (token: string) => createHash('sha256').update(token).digest('hex');
export const actorOf = (person: { id: string; name: string }, from: From, kind: Actor['kind'] = 'person'): Actor => ({
  kind,
  id: person.id,
  name: person.name,
  ip: from.ip,
  ...(from.userAgent ? { userAgent: from.userAgent } : {}),
});

/** Sign-in by password and second factor, and sessions: the browser holds a random token, PostgreSQL its hash. */
@Injectable()
export class SessionsService {
  private readonly remembered = new Map<string, { user: Omit<CurrentUser, 'actor'>; until: number }>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly limit: AttemptLimit,
    private readonly principals: Principals,
    private readonly secondFactor: SecondFactorService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param code of the authenticator app, or a recovery code, for those who have a second factor
   * @returns the token for the cookie
   * @throws WrongCredentials | SecondFactorNeeded | WrongCode | TooManyAttempts
   */
  async signIn(
    email: string,
    password: string,
    code: string | undefined,
    from: From,
  ): Promise<{ token: string; user: CurrentUser; expiresAt: Date }> {
    const address = email.trim().toLowerCase();
    const attempts: Attempt[] = [
      ['account and address', `${address} ${from.ip}`],
      ['account', address],
      ['address', from.ip],
    ];
    await this.limit.count(attempts);
    const [row] = await this.db.systemQuery<{
      id: string;
      name: string;
      password_hash: string;
      provider_id: string;
      merchant_id: string | null;
      disabled: boolean;
    }>(
      `SELECT id, name, password_hash, provider_id, merchant_id, disabled_at IS NOT NULL AS disabled FROM app_user WHERE email = $1`,
      [address],
    );
    const refused = async (why: 'password' | 'code') => {
      if (!row) return;
      const side = { merchantId: row.merchant_id, providerId: row.provider_id };
      const acting = { actor: actorOf(row, from), requestId: from.requestId };
      await this.db.system((tx) =>
        this.audit.writeForSide(tx, side, acting, {
          action: 'session.refused',
          subject: { kind: 'person', id: row.id },
          after: { wrong: why },
        }),
      );
    };
    if (!(await passwordMatches(row?.disabled ? undefined : row?.password_hash, password)) || !row) {
      await refused('password');
      throw new WrongCredentials();
    }
    const person = await this.principals.load(row.id);
    if (person?.secondFactor) {
      if (!code) {
        // Half of the proof: otherwise it would wipe out the count of wrong codes.
        await this.limit.takeBack(attempts);
        throw new SecondFactorNeeded();
      }
      if (!(await this.secondFactor.matches(row.id, code))) {
        await refused('code');
        throw new WrongCode(401);
      }
    }
    await this.limit.succeeded(attempts);
    return this.open(row, from);
  }

  /** A new session for somebody who has shown who they are. */
  async open(
    person: {
      readonly id: string;
      readonly name: string;
      readonly provider_id: string;
      readonly merchant_id: string | null;
    },
    from: From,
  ): Promise<{ token: string; user: CurrentUser; expiresAt: Date }> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + sessionDays * 86_400_000);
    const side = { merchantId: person.merchant_id, providerId: person.provider_id };
    await this.db.system(async (tx) => {
      await tx.query(
        `INSERT INTO user_session (id, user_id, created_at, last_seen_at, expires_at, user_agent, ip, confirmed_at)
         VALUES ($1, $2, $3, $3, $4, $5, $6, $3)`,
        [sessionId(token), person.id, now, expiresAt, from.userAgent?.slice(0, 300) ?? null, from.ip],
      );
      await this.audit.writeForSide(
        tx,
        side,
        { actor: actorOf(person, from), requestId: from.requestId },
        { action: 'session.signed_in', subject: { kind: 'person', id: person.id } },
      );
    });
    return { token, user: (await this.find(token, from))!, expiresAt };
  }

  async signOut(user: CurrentUser): Promise<void> {
    await this.db.system(async (tx) => {
      await tx.query('DELETE FROM user_session WHERE id = $1', [user.sessionId]);
      await this.audit.writeForSide(tx, user, user, {
        action: 'session.signed_out',
        subject: { kind: 'person', id: user.id },
      });
    });
    this.remembered.delete(user.sessionId);
  }

  /** The person's own sessions, the newest first. */
  async list(user: CurrentUser): Promise<SessionRow[]> {
    return this.db.systemQuery<SessionRow & Record<string, unknown>>(
      `SELECT id, created_at, last_seen_at, expires_at, user_agent, ip FROM user_session
       WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 100`,
      [user.id, this.clock.now()],
    );
  }

  /** Ends one session of the person's own, or all but the present one. @throws NotFound for one that is not theirs */
  async revoke(user: CurrentUser, id: string | 'others'): Promise<number> {
    const ended = await this.db.system(async (tx) => {
      const rows = await tx.query<{ id: string }>(
        id === 'others'
          ? 'DELETE FROM user_session WHERE user_id = $1 AND id <> $2 RETURNING id'
          : 'DELETE FROM user_session WHERE user_id = $1 AND id = $2 RETURNING id',
        [user.id, id === 'others' ? user.sessionId : id],
      );
      if (rows.length > 0)
        await this.audit.writeForSide(tx, user, user, {
          action: 'session.revoked',
          subject: { kind: 'person', id: user.id },
          after: { sessions: rows.length },
        });
      return rows;
    });
    if (ended.length === 0 && id !== 'others') throw new NotFound('session');
    for (const session of ended) this.remembered.delete(session.id);
    return ended.length;
  }

  /** Shows that it is still they: opens the door to sensitive acts for some minutes. @throws WrongCredentials | WrongCode | TooManyAttempts */
  async confirm(user: CurrentUser, proof: { password?: string; code?: string }): Promise<void> {
    const attempts: Attempt[] = [['person', user.id]];
    await this.limit.count(attempts);
    if (user.secondFactor) {
      if (!proof.code || !(await this.secondFactor.matches(user.id, proof.code))) throw new WrongCode();
    } else if (!(await this.passwordIs(user.id, proof.password ?? ''))) throw new WrongCredentials();
    await this.limit.succeeded(attempts);
    await this.db.systemQuery('UPDATE user_session SET confirmed_at = $2 WHERE id = $1', [
      user.sessionId,
      this.clock.now(),
    ]);
    this.remembered.delete(user.sessionId);
  }

  async passwordIs(userId: string, password: string): Promise<boolean> {
    const [row] = await this.db.systemQuery<{ password_hash: string }>(
      'SELECT password_hash FROM app_user WHERE id = $1',
      [userId],
    );
    return passwordMatches(row?.password_hash, password);
  }

  /** What is remembered of a person's sessions is looked up again. */
  forget(userId: string): void {
    for (const [id, { user }] of this.remembered) if (user.id === userId) this.remembered.delete(id);
  }

  /** The person behind a cookie, or undefined. @param fresh not from memory: for sensitive acts */
  async find(token: string, from: From, fresh = false): Promise<CurrentUser | undefined> {
    const id = sessionId(token);
    const now = this.clock.now();
    const known = fresh ? undefined : this.remembered.get(id);
    const user = known && known.until > now.getTime() ? known.user : await this.load(id, now);
    if (!user) {
      this.remembered.delete(id);
      return undefined;
    }
    if (user !== known?.user) {
      if (this.remembered.size >= rememberAtMost) this.remembered.clear();
      this.remembered.set(id, { user, until: now.getTime() + rememberMs });
    }
    return { ...user, actor: actorOf(user, from), ...(from.requestId ? { requestId: from.requestId } : {}) };
  }

  private async load(id: string, now: Date): Promise<Omit<CurrentUser, 'actor'> | undefined> {
    const [session] = await this.db.systemQuery<{ user_id: string; last_seen_at: Date; confirmed_at: Date | null }>(
      'SELECT user_id, last_seen_at, confirmed_at FROM user_session WHERE id = $1 AND expires_at > $2',
      [id, now],
    );
    const person = session && (await this.principals.load(session.user_id));
    if (!session || !person) return undefined;
    if (now.getTime() - session.last_seen_at.getTime() > 300_000)
      await this.db.systemQuery('UPDATE user_session SET last_seen_at = $2 WHERE id = $1', [id, now]);
    return { ...person, sessionId: id, confirmedAt: session.confirmed_at };
  }
}
