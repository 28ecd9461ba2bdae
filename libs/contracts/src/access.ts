/** Role templates. A role of one's own is `provider_own` or `merchant_own` and has a list of permissions. */
export const roles = [
  'provider_owner',
  'provider_staff',
  'provider_analyst',
  'provider_support',
  'merchant_owner',
  'merchant_manager',
  'merchant_clerk',
  'merchant_finance',
] as const;
export const ownRoles = ['provider_own', 'merchant_own'] as const;
export type RoleTemplate = (typeof roles)[number];
export type Role = RoleTemplate | (typeof ownRoles)[number];

/** What a person may do. Server and screens read this one table; which stores it applies to is the person's scope. */
export const permissions = [
  'order.read',
  'order.raw',
  'order.note',
  'refund.agree',
  'report.read',
  'store.read',
  'store.connect',
  'store.manage',
  'merchant.create',
  'work.read',
  'work.restart',
  'people.read',
  'people.manage',
  'role.manage',
  'key.manage',
  'audit.read',
  'support.read',
  'support.enter',
] as const;
export type Permission = (typeof permissions)[number];

const providerOnly: readonly Permission[] = ['merchant.create', 'support.enter'];
const reading: readonly Permission[] = ['order.read', 'report.read', 'store.read'];
const governing: readonly Permission[] = ['people.manage', 'role.manage', 'key.manage'];
const without = (all: readonly Permission[], ...some: readonly Permission[]) =>
  all.filter((permission) => !some.includes(permission));
const ofMerchant = without(permissions, ...providerOnly);

export const rolePermissions: Record<RoleTemplate, readonly Permission[]> = {
  provider_owner: permissions,
  provider_staff: without(permissions, ...governing, 'audit.read'),
  provider_analyst: reading,
  // Sees no merchant until support access to it is opened, with a reason and an end.
  provider_support: ['support.read', 'support.enter'],
  merchant_owner: ofMerchant,
  merchant_manager: without(ofMerchant, ...governing, 'store.connect'),
  merchant_clerk: ['order.read', 'order.note', 'store.read'],
  merchant_finance: reading,
};

/** What support access to a merchant allows, whatever the person may do elsewhere. */
export const supportPermissions: readonly Permission[] = [...reading, 'work.read', 'work.restart', 'support.read'];

/** What the people of one side can be given at all. */
export const permissionsOfSide = (provider: boolean): readonly Permission[] => (provider ? permissions : ofMerchant);

export const isProviderRole = (role: Role): boolean => role.startsWith('provider');

/** One merchant, or one store of it. */
export interface Grant {
  readonly merchantId: string;
  /** null: the whole merchant */
  readonly storeId: string | null;
}

/** What a person is or shall be: rights and the stores to which they apply. */
export interface Assignment {
  readonly permissions: readonly Permission[];
  /** The merchant of a merchant's own people; null for the provider's. */
  readonly merchantId: string | null;
  readonly grants: 'all' | readonly Grant[];
}

/**
 * Why a person may not give (or take away) an assignment; undefined when they may. Nobody grants what they do not hold:
 * neither a right, nor a store, nor a place on the other side.
 */
export function grantProblem(granter: Assignment, target: Assignment): 'side' | 'permission' | 'scope' | undefined {
  if (granter.merchantId !== null && target.merchantId !== granter.merchantId) return 'side';
  const allowed = new Set(granter.permissions);
  const possible = new Set(permissionsOfSide(target.merchantId === null));
  if (target.permissions.some((permission) => !allowed.has(permission) || !possible.has(permission)))
    return 'permission';
  if (target.grants !== 'all') return target.grants.every((grant) => holds(granter, grant)) ? undefined : 'scope';
  if (target.merchantId === null) return granter.grants === 'all' ? undefined : 'scope';
  return holds(granter, { merchantId: target.merchantId, storeId: null }) ? undefined : 'scope';
}

/** Whether a merchant or store lies within an assignment's scope. */
export function holds({ merchantId, grants }: Pick<Assignment, 'merchantId' | 'grants'>, wanted: Grant): boolean {
  if (merchantId !== null && merchantId !== wanted.merchantId) return false;
  if (grants === 'all') return true;
  return grants.some(
    (grant) => grant.merchantId === wanted.merchantId && (grant.storeId === null || grant.storeId === wanted.storeId),
  );
}

/** Acts that the audit log knows, by what they are done to. */
export const auditActions = [
  'session.signed_in',
  'session.refused',
  'session.signed_out',
  'session.revoked',
  'account.password_changed',
  'account.email_changed',
  'account.second_factor_on',
  'account.second_factor_off',
  'account.recovery_codes_made',
  'person.invited',
  'person.invitation_withdrawn',
  'person.joined',
  'person.changed',
  'person.disabled',
  'person.enabled',
  'role.created',
  'role.changed',
  'role.deleted',
  'key.created',
  'key.revoked',
  'support.opened',
  'support.ended',
  'support.viewed',
  'merchant.created',
  'store.connected',
  'store.changed',
  'store.backfill_started',
  'store.backfill_paused',
  'store.certificate_asked',
  'order.read_again',
  'order.noted',
  'refund.agreed',
  'work.restarted',
  'push.replayed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What acts in the audit log are done to. */
export const auditSubjects = [
  'person',
  'invitation',
  'role',
  'key',
  'support',
  'page',
  'merchant',
  'store',
  'order',
  'after_sale',
  'work',
  'push',
] as const;
export type AuditSubject = (typeof auditSubjects)[number];
