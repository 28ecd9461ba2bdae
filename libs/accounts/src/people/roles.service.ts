import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import { grantProblem, type Permission } from '@zhanggui/contracts';
import { Clock, type CurrentUser, Database, NotFound, newId, type ReadContext } from '@zhanggui/platform';
import { NameTaken, RoleInUse } from '../accounts.errors';
import { mustHold } from './assignments';
import type { RoleDto, SaveRoleDto } from './people.dto';

/** Roles of one's own: a name and a list of rights, for the people of one side. */
@Injectable()
export class RolesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async list(user: CurrentUser, context: ReadContext): Promise<RoleDto[]> {
    // Who does not see the provider whole sees the provider's own roles and those of the merchants that they may see.
    const only = context.kind === 'provider' && context.merchantIds !== 'all' ? [context.merchantIds] : [];
    const rows = await this.db.read(context, (tx) =>
      tx.query(
        `SELECT r.id, r.name, r.merchant_id, r.permissions,
           (SELECT count(*)::int FROM app_user u WHERE u.${tx.scopeColumn} = $1 AND u.role_id = r.id) AS people
         FROM own_role r WHERE r.${tx.scopeColumn} = $1
         ${only.length > 0 ? 'AND (r.merchant_id IS NULL OR r.merchant_id = ANY($2::uuid[]))' : ''} ORDER BY r.name, r.id LIMIT 500`,
        only,
      ),
    );
    return rows.map((row) => {
      const role = {
        id: row['id'] as string,
        name: row['name'] as string,
        merchantId: row['merchant_id'] as string | null,
        permissions: row['permissions'] as Permission[],
        people: row['people'] as number,
      };
      return { ...role, mayChange: user.permissions.includes('role.manage') && !this.problem(user, role) };
    });
  }

  /** @param merchantId the merchant whose people may have it; null: the provider's */
  async create(user: CurrentUser, merchantId: string | null, { name, permissions }: SaveRoleDto): Promise<RoleDto> {
    const role = { id: newId(), name, merchantId, permissions: [...new Set(permissions)], people: 0, mayChange: true };
    mustHold(user, this.asAssignment(role));
    await this.db.system(async (tx) => {
      const rows = await tx.query(
        `INSERT INTO own_role (id, provider_id, merchant_id, name, permissions, created_at, updated_at) VALUES ($2, $1, $3, $4, $5, $6, $6)
         ON CONFLICT (provider_id, merchant_id, name) DO NOTHING RETURNING id`,
        [user.providerId, role.id, merchantId, name, role.permissions, this.clock.now()],
      );
      if (rows.length === 0) throw new NameTaken(name);
      await this.audit.writeForSide(tx, { merchantId, providerId: user.providerId }, user, {
        action: 'role.created',
        subject: { kind: 'role', id: role.id },
        after: { name, permissions: role.permissions },
      });
    });
    return role;
  }

  async change(user: CurrentUser, id: string, { name, permissions }: SaveRoleDto): Promise<void> {
    const wanted = [...new Set(permissions)];
    await this.db.system(async (tx) => {
      const role = await this.locked(tx, user, id);
      mustHold(user, this.asAssignment({ ...role, permissions: wanted }));
      const [taken] = await tx.query(
        'SELECT 1 FROM own_role WHERE provider_id = $1 AND merchant_id IS NOT DISTINCT FROM $2::uuid AND name = $3 AND id <> $4',
        [user.providerId, role.merchantId, name, id],
      );
      if (taken) throw new NameTaken(name);
      await tx.query(
        'UPDATE own_role SET name = $3, permissions = $4, updated_at = $5 WHERE provider_id = $1 AND id = $2',
        [user.providerId, id, name, wanted, this.clock.now()],
      );
      await this.audit.writeForSide(tx, { merchantId: role.merchantId, providerId: user.providerId }, user, {
        action: 'role.changed',
        subject: { kind: 'role', id },
        before: { name: role.name, permissions: role.permissions },
        after: { name, permissions: wanted },
      });
    });
  }

  async remove(user: CurrentUser, id: string): Promise<void> {
    await this.db.system(async (tx) => {
      const role = await this.locked(tx, user, id);
      const [used] = await tx.query(
        `SELECT 1 FROM app_user WHERE provider_id = $1 AND role_id = $2
         UNION ALL SELECT 1 FROM invitation WHERE provider_id = $1 AND role_id = $2 LIMIT 1`,
        [user.providerId, id],
      );
      if (used) throw new RoleInUse();
      await tx.query('DELETE FROM own_role WHERE provider_id = $1 AND id = $2', [user.providerId, id]);
      await this.audit.writeForSide(tx, { merchantId: role.merchantId, providerId: user.providerId }, user, {
        action: 'role.deleted',
        subject: { kind: 'role', id },
        before: { name: role.name, permissions: role.permissions },
      });
    });
  }

  /** The role, locked, when the person may change it as it stands. */
  private async locked(tx: { query: Database['systemQuery'] }, user: CurrentUser, id: string) {
    const [row] = await tx.query<{ name: string; merchant_id: string | null; permissions: Permission[] }>(
      `SELECT name, merchant_id, permissions FROM own_role
       WHERE provider_id = $1 AND id = $2 AND ($3::uuid IS NULL OR merchant_id = $3::uuid) FOR UPDATE`,
      [user.providerId, id, user.merchantId],
    );
    if (!row) throw new NotFound('role');
    const role = { name: row.name, merchantId: row.merchant_id, permissions: row.permissions };
    mustHold(user, this.asAssignment(role));
    return role;
  }

  private problem(user: CurrentUser, role: { merchantId: string | null; permissions: readonly Permission[] }) {
    return grantProblem(user, this.asAssignment(role));
  }

  /** Whoever may change a role may do all that it allows, everywhere on its side. */
  private asAssignment(role: { merchantId: string | null; permissions: readonly Permission[] }) {
    return { permissions: role.permissions, merchantId: role.merchantId, grants: 'all' as const };
  }
}
