import { Injectable } from '@nestjs/common';
import {
  type Grant,
  holds,
  isProviderRole,
  type Permission,
  type Role,
  type RoleTemplate,
  rolePermissions,
} from '@zhanggui/contracts';
import { Clock, type CurrentUser, Database, type OpenSupport } from '@zhanggui/platform';

interface PersonRow {
  user_id: string;
  email: string;
  name: string;
  role: Role;
  role_name: string | null;
  own_permissions: Permission[] | null;
  scope: 'all' | 'selected';
  locale: string;
  provider_id: string;
  provider_name: string;
  merchant_id: string | null;
  second_factor: boolean;
}

/** The rights of a role: a template's, or the list of a role of one's own. */
export const permissionsOf = (role: Role, own: readonly Permission[] | null): readonly Permission[] =>
  own ?? rolePermissions[role as RoleTemplate] ?? [];

/** A person with rights and scope, before it is known by which session or key they come. */
export type Principal = Omit<CurrentUser, 'sessionId' | 'confirmedAt' | 'actor'>;

/** Finds out who a person is and what they may do. */
@Injectable()
export class Principals {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined for somebody who does not exist or is disabled */
  async load(userId: string): Promise<Principal | undefined> {
    const [row] = await this.db.systemQuery<PersonRow>(
      `SELECT u.id AS user_id, u.email, u.name, u.role, u.scope, u.locale, u.provider_id, u.merchant_id, p.name AS provider_name,
         r.name AS role_name, r.permissions AS own_permissions,
         EXISTS (SELECT 1 FROM second_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor
       FROM app_user u JOIN service_provider p ON p.id = u.provider_id LEFT JOIN own_role r ON r.id = u.role_id
       WHERE u.id = $1 AND u.disabled_at IS NULL`,
      [userId],
    );
    if (!row) return undefined;
    return {
      id: row.user_id,
      email: row.email,
      name: row.name,
      role: row.role,
      roleName: row.role_name,
      locale: row.locale,
      providerId: row.provider_id,
      providerName: row.provider_name,
      merchantId: row.merchant_id,
      permissions: permissionsOf(row.role, row.own_permissions),
      grants: row.scope === 'all' ? 'all' : await this.grants(row.user_id),
      secondFactor: row.second_factor,
      openSupport: isProviderRole(row.role) ? await this.openSupport(row.user_id) : [],
    };
  }

  private async grants(userId: string): Promise<Grant[]> {
    const rows = await this.db.systemQuery<{ merchant_id: string; store_id: string | null }>(
      'SELECT merchant_id, store_id FROM user_scope WHERE user_id = $1',
      [userId],
    );
    return rows.map((grant) => ({ merchantId: grant.merchant_id, storeId: grant.store_id }));
  }

  private async openSupport(userId: string): Promise<OpenSupport[]> {
    const rows = await this.db.systemQuery<{
      id: string;
      merchant_id: string;
      merchant_name: string;
      reason: string;
      expires_at: Date;
    }>(
      `SELECT s.id, s.merchant_id, m.name AS merchant_name, s.reason, s.expires_at
       FROM support_access s JOIN merchant m ON m.id = s.merchant_id AND m.provider_id = s.provider_id
       WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 ORDER BY s.opened_at`,
      [userId, this.clock.now()],
    );
    return rows.map((row) => ({
      id: row.id,
      merchantId: row.merchant_id,
      merchantName: row.merchant_name,
      reason: row.reason,
      expiresAt: row.expires_at,
    }));
  }
}

/** Narrows a person to what an API key of theirs may do: never more than they may themselves at that moment. */
export function narrowed(
  person: Principal,
  permissions: readonly Permission[],
  grants: readonly Grant[] | null,
): Principal {
  const kept = person.permissions.filter((permission) => permissions.includes(permission));
  const scope = grants === null ? person.grants : grants.filter((grant) => holds(person, grant));
  return { ...person, permissions: kept, grants: scope, openSupport: [] };
}
