import {
  type Assignment,
  type Grant,
  grantProblem,
  isProviderRole,
  ownRoles,
  type Permission,
  type Role,
} from '@zhanggui/contracts';
import { type CurrentUser, type Database, NotFound, type Row, type SystemTx } from '@zhanggui/platform';
import { GrantNotHeld } from '../accounts.errors';
import { permissionsOf } from '../sign-in/principals';

/** A role with its place and scope, as it is asked for or stands in a row. */
export interface Place {
  readonly role: Role;
  readonly roleId: string | null;
  /** The merchant of a merchant's person; null for the provider's. */
  readonly merchantId: string | null;
  readonly grants: 'all' | readonly Grant[];
}

/** Rights and scope of a place. @throws NotFound for a role of another side or tenant */
export async function assignmentOf(tx: SystemTx, providerId: string, place: Place): Promise<Assignment> {
  const { role, roleId, merchantId, grants } = place;
  if (isProviderRole(role) !== (merchantId === null)) throw new NotFound('role');
  if ((ownRoles as readonly string[]).includes(role) !== (roleId !== null)) throw new NotFound('role');
  let own: Permission[] | null = null;
  if (roleId) {
    const [row] = await tx.query<{ permissions: Permission[] }>(
      'SELECT permissions FROM own_role WHERE provider_id = $1 AND id = $2 AND merchant_id IS NOT DISTINCT FROM $3::uuid',
      [providerId, roleId, merchantId],
    );
    if (!row) throw new NotFound('role');
    own = row.permissions;
  }
  return { permissions: permissionsOf(role, own), merchantId, grants };
}

/** @throws GrantNotHeld when the person does not hold what they would give or take away */
export function mustHold(user: CurrentUser, target: Assignment): void {
  const problem = grantProblem(user, target);
  if (problem) throw new GrantNotHeld(problem);
}

/** Every merchant and store of a scope exists and belongs together. @throws NotFound */
export async function knownGrants(
  db: Database,
  providerId: string,
  merchantId: string | null,
  grants: 'all' | readonly Grant[],
): Promise<void> {
  if (grants === 'all') return;
  const merchants = [...new Set(grants.map((grant) => grant.merchantId))];
  if (merchantId !== null && merchants.some((id) => id !== merchantId)) throw new NotFound('merchant');
  const known = await db.systemQuery<{ id: string }>(
    'SELECT id FROM merchant WHERE provider_id = $1 AND id = ANY($2::uuid[])',
    [providerId, merchants],
  );
  if (known.length !== merchants.length) throw new NotFound('merchant');
  const stores = grants.filter((grant) => grant.storeId !== null);
  const found = await db.systemQuery<{ id: string; merchant_id: string }>(
    'SELECT id, merchant_id FROM store WHERE provider_id = $1 AND merchant_id = ANY($2::uuid[]) AND id = ANY($3::uuid[])',
    [providerId, merchants, stores.map((grant) => grant.storeId)],
  );
  const pairs = new Set(found.map((row) => `${row.merchant_id} ${row.id}`));
  if (stores.some((grant) => !pairs.has(`${grant.merchantId} ${grant.storeId}`))) throw new NotFound('store');
}

/** The scope rows of several people, by person. */
export function groupGrants(rows: readonly Row[]): Map<string, Grant[]> {
  const groups = new Map<string, Grant[]>();
  for (const row of rows) {
    const grant = { merchantId: row['merchant_id'] as string, storeId: row['store_id'] as string | null };
    const of = groups.get(row['user_id'] as string);
    if (of) of.push(grant);
    else groups.set(row['user_id'] as string, [grant]);
  }
  return groups;
}

/** A row of people as a place. */
export const placeOf = (row: Row, grants: readonly Grant[]): Place => ({
  role: row['role'] as Role,
  roleId: row['role_id'] as string | null,
  merchantId: row['merchant_id'] as string | null,
  grants: row['scope'] === 'all' ? 'all' : grants,
});

/** Puts a person's scope in place of the former one. */
export async function writeGrants(
  tx: SystemTx,
  providerId: string,
  userId: string,
  grants: 'all' | readonly Grant[],
): Promise<void> {
  await tx.query('DELETE FROM user_scope WHERE provider_id = $1 AND user_id = $2', [providerId, userId]);
  if (grants === 'all' || grants.length === 0) return;
  await tx.query(
    `INSERT INTO user_scope (provider_id, user_id, merchant_id, store_id)
     SELECT $1::uuid, $2::uuid, t.merchant_id, t.store_id FROM unnest($3::uuid[], $4::uuid[]) AS t(merchant_id, store_id)
     ON CONFLICT (user_id, merchant_id, store_id) DO NOTHING`,
    [providerId, userId, grants.map((grant) => grant.merchantId), grants.map((grant) => grant.storeId)],
  );
}
