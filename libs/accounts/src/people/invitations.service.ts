import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import { type Grant, grantProblem, type Role } from '@zhanggui/contracts';
import {
  Clock,
  CONFIG,
  type Configuration,
  type CurrentUser,
  Database,
  NotFound,
  newId,
  type ReadContext,
  type Row,
} from '@zhanggui/platform';
import { EmailTaken, InvitationNotValid } from '../accounts.errors';
import { type Attempt, AttemptLimit } from '../sign-in/attempt-limit';
import { hashPassword, refuseCommonPassword } from '../sign-in/passwords';
import { Principals } from '../sign-in/principals';
import { actorOf, type From, SessionsService } from '../sign-in/sessions.service';
import { assignmentOf, knownGrants, mustHold, type Place, writeGrants } from './assignments';
import type { AcceptInvitationDto, InvitationDto, InviteDto, NewInvitationDto, OpenInvitationDto } from './people.dto';

const validDays = 7;
const tokenHash = (token: string) => createHash('sha256').update(token).digest('base64url');

/** Invitations by a link that works once: whoever opens it within a week sets a password and is in. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly limit: AttemptLimit,
    private readonly principals: Principals,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Configuration,
  ) {}

  async invite(user: CurrentUser, body: InviteDto): Promise<NewInvitationDto> {
    const place: Place = {
      role: body.role,
      roleId: body.roleId ?? null,
      merchantId: body.merchantId,
      grants: body.grants ?? 'all',
    };
    // Somebody else's merchant is answered like none, before anything is said about rights.
    if (place.merchantId !== null)
      await knownGrants(this.db, user.providerId, null, [{ merchantId: place.merchantId, storeId: null }]);
    if (user.merchantId !== null && place.merchantId !== null && place.merchantId !== user.merchantId)
      throw new NotFound('merchant');
    const token = randomBytes(32).toString('base64url');
    const email = body.email.toLowerCase();
    const [id, now] = [newId(), this.clock.now()];
    const expiresAt = new Date(now.getTime() + validDays * 86_400_000);
    await knownGrants(this.db, user.providerId, place.merchantId, place.grants);
    await this.db.system(async (tx) => {
      mustHold(user, await assignmentOf(tx, user.providerId, place));
      // Only of one's own side: whether an address has an account elsewhere is nobody's business.
      const [taken] = await tx.query(
        'SELECT 1 FROM app_user WHERE provider_id = $1 AND merchant_id IS NOT DISTINCT FROM $2::uuid AND email = $3',
        [user.providerId, place.merchantId, email],
      );
      if (taken) throw new EmailTaken();
      await tx.query(
        `INSERT INTO invitation (id, token_hash, provider_id, merchant_id, email, name, role, role_id, grants, locale, invited_by, created_at, expires_at)
         VALUES ($2, $3, $1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          user.providerId,
          id,
          tokenHash(token),
          place.merchantId,
          email,
          body.name,
          place.role,
          place.roleId,
          place.grants === 'all' ? null : JSON.stringify(place.grants),
          body.locale ?? 'zh-CN',
          user.id,
          now,
          expiresAt,
        ],
      );
      await this.audit.writeForSide(tx, { merchantId: place.merchantId, providerId: user.providerId }, user, {
        action: 'person.invited',
        subject: { kind: 'invitation', id },
        after: { email, role: place.role, roleId: place.roleId, grants: place.grants },
      });
    });
    return {
      id,
      email,
      name: body.name,
      merchantId: place.merchantId,
      merchantName: null,
      role: place.role,
      roleId: place.roleId,
      grants: place.grants === 'all' ? null : [...place.grants],
      createdAt: now.toISOString(),
      expiresAt: expiresAt.toISOString(),
      link: `${this.config.publicUrl}/invitation#${token}`,
    };
  }

  /** Invitations that can still be accepted. */
  async list(context: ReadContext): Promise<InvitationDto[]> {
    const only = context.kind === 'provider' && context.merchantIds !== 'all' ? [context.merchantIds] : [];
    const rows = await this.db.read(context, (tx) =>
      tx.query(
        `SELECT i.id, i.email, i.name, i.merchant_id, i.role, i.role_id, i.grants, i.created_at, i.expires_at,
           (SELECT m.name FROM merchant m WHERE m.id = i.merchant_id) AS merchant_name
         FROM invitation i WHERE i.${tx.scopeColumn} = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $2
         ${only.length > 0 ? 'AND i.merchant_id = ANY($3::uuid[])' : ''} ORDER BY i.created_at DESC LIMIT 200`,
        [this.clock.now(), ...only],
      ),
    );
    return rows.map(toInvitation);
  }

  async withdraw(user: CurrentUser, id: string): Promise<void> {
    await this.db.system(async (tx) => {
      const [row] = await tx.query(
        `UPDATE invitation SET withdrawn_at = $4 WHERE provider_id = $1 AND id = $2 AND ($3::uuid IS NULL OR merchant_id = $3::uuid)
           AND accepted_at IS NULL AND withdrawn_at IS NULL RETURNING merchant_id, email, role, role_id, grants`,
        [user.providerId, id, user.merchantId, this.clock.now()],
      );
      if (!row) throw new NotFound('invitation');
      mustHold(user, await assignmentOf(tx, user.providerId, invitedPlace(row)));
      const side = { merchantId: row['merchant_id'] as string | null, providerId: user.providerId };
      await this.audit.writeForSide(tx, side, user, {
        action: 'person.invitation_withdrawn',
        subject: { kind: 'invitation', id },
        before: { email: row['email'] },
      });
    });
  }

  /** What the link offers. @throws InvitationNotValid */
  async open(token: string, ip: string): Promise<OpenInvitationDto> {
    await this.limit.count([['address', ip]]);
    const row = await this.valid(token);
    await this.limit.succeeded([['address', ip]]);
    return {
      email: row['email'] as string,
      name: row['name'] as string,
      providerName: row['provider_name'] as string,
      merchantName: row['merchant_name'] as string | null,
      invitedBy: row['inviter'] as string,
      role: row['role'] as Role,
      locale: row['locale'] as string,
      expiresAt: (row['expires_at'] as Date).toISOString(),
    };
  }

  /** Joins: the person is made, the link is used up, and they are signed in. */
  async accept(body: AcceptInvitationDto, from: From) {
    const attempts: Attempt[] = [['address', from.ip]];
    await this.limit.count(attempts);
    const invitation = await this.valid(body.token);
    refuseCommonPassword(body.password, invitation['email'] as string);
    const passwordHash = await hashPassword(body.password);
    const providerId = invitation['provider_id'] as string;
    const place = invitedPlace(invitation);
    const id = newId();
    await this.db.system(async (tx) => {
      const used = await tx.query(
        'UPDATE invitation SET accepted_at = $3 WHERE provider_id = $1 AND id = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL RETURNING 1',
        [providerId, invitation['id'], this.clock.now()],
      );
      if (used.length === 0) throw new InvitationNotValid();
      const made = await tx.query(
        `INSERT INTO app_user (id, provider_id, merchant_id, email, name, password_hash, role, role_id, scope, locale, created_at)
         VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (email) DO NOTHING RETURNING id`,
        [
          providerId,
          id,
          place.merchantId,
          invitation['email'],
          body.name,
          passwordHash,
          place.role,
          place.roleId,
          place.grants === 'all' ? 'all' : 'selected',
          invitation['locale'],
          this.clock.now(),
        ],
      );
      if (made.length === 0) throw new EmailTaken();
      await writeGrants(tx, providerId, id, place.grants);
      await this.audit.writeForSide(
        tx,
        { merchantId: place.merchantId, providerId },
        { actor: actorOf({ id, name: body.name }, from), requestId: from.requestId },
        {
          action: 'person.joined',
          subject: { kind: 'person', id },
          after: { invitation: invitation['id'], email: invitation['email'], role: place.role, grants: place.grants },
        },
      );
    });
    await this.limit.succeeded(attempts);
    return this.sessions.open({ id, name: body.name, provider_id: providerId, merchant_id: place.merchantId }, from);
  }

  /** An open invitation whose inviter still holds what they offered. */
  private async valid(token: string): Promise<Row> {
    const [row] = await this.db.systemQuery(
      `SELECT i.id, i.provider_id, i.merchant_id, i.email, i.name, i.role, i.role_id, i.grants, i.locale, i.invited_by, i.expires_at,
         p.name AS provider_name, m.name AS merchant_name, u.name AS inviter
       FROM invitation i JOIN service_provider p ON p.id = i.provider_id JOIN app_user u ON u.id = i.invited_by LEFT JOIN merchant m ON m.id = i.merchant_id
       WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $2`,
      [tokenHash(token), this.clock.now()],
    );
    const inviter = row && (await this.principals.load(row['invited_by'] as string));
    if (!row || !inviter?.permissions.includes('people.manage')) throw new InvitationNotValid();
    const offered = await this.db.system((tx) => assignmentOf(tx, row['provider_id'] as string, invitedPlace(row)));
    if (grantProblem(inviter, offered)) throw new InvitationNotValid();
    return row;
  }
}

const invitedPlace = (row: Row): Place => ({
  role: row['role'] as Role,
  roleId: row['role_id'] as string | null,
  merchantId: row['merchant_id'] as string | null,
  grants: (row['grants'] as Grant[] | null) ?? 'all',
});

const toInvitation = (row: Row): InvitationDto => ({
  id: row['id'] as string,
  email: row['email'] as string,
  name: row['name'] as string,
  merchantId: row['merchant_id'] as string | null,
  merchantName: row['merchant_name'] as string | null,
  role: row['role'] as Role,
  roleId: row['role_id'] as string | null,
  grants: row['grants'] as Grant[] | null,
  createdAt: (row['created_at'] as Date).toISOString(),
  expiresAt: (row['expires_at'] as Date).toISOString(),
});
