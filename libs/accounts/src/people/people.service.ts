import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import { grantProblem, type Permission, type Role } from '@zhanggui/contracts';
import {
  Clock,
  type CurrentUser,
  Database,
  NotFound,
  type ReadContext,
  type Row,
  type SystemTx,
} from '@zhanggui/platform';
import { LastOwner, NotOneself } from '../accounts.errors';
import { permissionsOf } from '../sign-in/principals';
import { SessionsService } from '../sign-in/sessions.service';
import { assignmentOf, groupGrants, knownGrants, mustHold, type Place, placeOf, writeGrants } from './assignments';
import type { PeopleListDto, PersonDto, PlaceDto } from './people.dto';

/** More are found by a search. */
const listed = 500;

/** People of a merchant, or of a provider and its merchants: who they are, what they may do, and changing that. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /** Read as the tenant or the provider, so that the database's own wall stands behind the condition here. */
  async list(user: CurrentUser, context: ReadContext, search: string | undefined): Promise<PeopleListDto> {
    const { people, scopes, roles, merchants } = await this.db.read(context, async (tx) => {
      const params: unknown[] = [];
      let where = '';
      // Who does not see the provider whole sees people of the merchants that they may see.
      if (context.kind === 'provider' && context.merchantIds !== 'all') {
        params.push(context.merchantIds);
        where += ` AND merchant_id = ANY($${params.length + 1}::uuid[])`;
      }
      if (search) {
        params.push(search.toLowerCase());
        where += ` AND strpos(lower(name || ' ' || email), $${params.length + 1}) > 0`;
      }
      const rows = await tx.query(
        `SELECT id, merchant_id, email, name, role, role_id, scope, created_at, disabled_at FROM app_user
         WHERE ${tx.scopeColumn} = $1${where} ORDER BY merchant_id NULLS FIRST, disabled_at NULLS FIRST, name, id LIMIT ${listed + 1}`,
        params,
      );
      const ids = rows.map((row) => row['id']);
      return {
        people: rows,
        scopes: await tx.query(
          `SELECT user_id, merchant_id, store_id FROM user_scope WHERE ${tx.scopeColumn} = $1 AND user_id = ANY($2::uuid[])`,
          [ids],
        ),
        roles: await tx.query(`SELECT id, name, permissions FROM own_role WHERE ${tx.scopeColumn} = $1`),
        merchants: await tx.query(
          `SELECT m.id, m.name FROM merchant m WHERE m.id IN (SELECT merchant_id FROM app_user WHERE ${tx.scopeColumn} = $1 AND id = ANY($2::uuid[]))`,
          [ids],
        ),
      };
    });
    const grantsOf = groupGrants(scopes);
    const roleOf = new Map(roles.map((row) => [row['id'], row]));
    const nameOf = new Map(merchants.map((row) => [row['id'], row['name'] as string]));
    const items = people.slice(0, listed).map((row): PersonDto => {
      const own = row['role_id'] ? roleOf.get(row['role_id']) : undefined;
      const place = placeOf(row, grantsOf.get(row['id'] as string) ?? []);
      const assignment = {
        ...place,
        permissions: permissionsOf(place.role, (own?.['permissions'] as Permission[] | undefined) ?? null),
      };
      return {
        id: row['id'] as string,
        email: row['email'] as string,
        name: row['name'] as string,
        merchantId: place.merchantId,
        merchantName: place.merchantId ? (nameOf.get(place.merchantId) ?? null) : null,
        role: place.role,
        roleId: place.roleId,
        roleName: (own?.['name'] as string | undefined) ?? null,
        grants: place.grants === 'all' ? null : [...place.grants],
        createdAt: (row['created_at'] as Date).toISOString(),
        disabledAt: (row['disabled_at'] as Date | null)?.toISOString() ?? null,
        mayChange:
          user.permissions.includes('people.manage') && row['id'] !== user.id && !grantProblem(user, assignment),
      };
    });
    return { items, more: people.length > listed };
  }

  /** Gives another role or scope. @throws GrantNotHeld | NotOneself | LastOwner | NotFound */
  async change(user: CurrentUser, id: string, wanted: PlaceDto): Promise<void> {
    if (id === user.id) throw new NotOneself();
    await this.db.system(async (tx) => {
      const { row, place } = await this.locked(tx, user, id);
      const next: Place = {
        role: wanted.role,
        roleId: wanted.roleId ?? null,
        merchantId: place.merchantId,
        grants: wanted.grants ?? 'all',
      };
      mustHold(user, await assignmentOf(tx, user.providerId, place));
      mustHold(user, await assignmentOf(tx, user.providerId, next));
      await knownGrants(this.db, user.providerId, place.merchantId, next.grants);
      if (place.role !== next.role || next.grants !== 'all') await this.keepAnOwner(tx, user, row);
      await tx.query('UPDATE app_user SET role = $3, role_id = $4, scope = $5 WHERE provider_id = $1 AND id = $2', [
        user.providerId,
        id,
        next.role,
        next.roleId,
        next.grants === 'all' ? 'all' : 'selected',
      ]);
      await writeGrants(tx, user.providerId, id, next.grants);
      await this.audit.writeForSide(tx, { merchantId: place.merchantId, providerId: user.providerId }, user, {
        action: 'person.changed',
        subject: { kind: 'person', id },
        before: { role: place.role, roleId: place.roleId, grants: place.grants },
        after: { role: next.role, roleId: next.roleId, grants: next.grants },
      });
    });
    this.sessions.forget(id);
  }

  /** Takes a person's access away or gives it back; their sessions end. */
  async setDisabled(user: CurrentUser, id: string, disabled: boolean): Promise<void> {
    if (id === user.id) throw new NotOneself();
    await this.db.system(async (tx) => {
      const { row, place } = await this.locked(tx, user, id);
      mustHold(user, await assignmentOf(tx, user.providerId, place));
      if ((row['disabled_at'] !== null) === disabled) return;
      if (disabled) await this.keepAnOwner(tx, user, row);
      await tx.query('UPDATE app_user SET disabled_at = $3 WHERE provider_id = $1 AND id = $2', [
        user.providerId,
        id,
        disabled ? this.clock.now() : null,
      ]);
      if (disabled) await tx.query('DELETE FROM user_session WHERE user_id = $1', [id]);
      await this.audit.writeForSide(tx, { merchantId: place.merchantId, providerId: user.providerId }, user, {
        action: disabled ? 'person.disabled' : 'person.enabled',
        subject: { kind: 'person', id },
      });
    });
    this.sessions.forget(id);
  }

  /** The person's row, locked. Somebody of another tenant is answered like nobody. */
  private async locked(tx: SystemTx, user: CurrentUser, id: string): Promise<{ row: Row; place: Place }> {
    const [row] = await tx.query(
      `SELECT id, merchant_id, role, role_id, scope, disabled_at FROM app_user
       WHERE provider_id = $1 AND id = $2 AND ($3::uuid IS NULL OR merchant_id = $3::uuid) FOR UPDATE`,
      [user.providerId, id, user.merchantId],
    );
    if (!row) throw new NotFound('person');
    const scopes = await tx.query('SELECT user_id, merchant_id, store_id FROM user_scope WHERE user_id = $1', [id]);
    return { row, place: placeOf(row, groupGrants(scopes).get(id) ?? []) };
  }

  /** An owner's side keeps another active owner who sees all of it. Locks them, so that two cannot remove each other. */
  private async keepAnOwner(tx: SystemTx, user: CurrentUser, row: Row): Promise<void> {
    const role = row['role'] as Role;
    if (role !== 'provider_owner' && role !== 'merchant_owner') return;
    const owners = await tx.query<{ id: string }>(
      `SELECT id FROM app_user WHERE provider_id = $1 AND merchant_id IS NOT DISTINCT FROM $2::uuid AND role = $3 AND scope = 'all'
         AND disabled_at IS NULL ORDER BY id FOR UPDATE`,
      [user.providerId, row['merchant_id'], role],
    );
    if (owners.every((owner) => owner.id === row['id'])) throw new LastOwner();
  }
}
