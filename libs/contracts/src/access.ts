export const roles = [
  'provider_owner',
  'provider_staff',
  'provider_analyst',
  'merchant_owner',
  'merchant_manager',
  'merchant_clerk',
  'merchant_finance',
] as const;
export type Role = (typeof roles)[number];

/** What a person may do. Server and screens read this one table; which stores it applies to is the person's scope. */
export const permissions = [
  'order.read',
  'order.raw',
  'report.read',
  'store.read',
  'store.connect',
  'store.manage',
  'merchant.create',
  'work.read',
  'work.restart',
] as const;
export type Permission = (typeof permissions)[number];

const reading: readonly Permission[] = ['order.read', 'report.read', 'store.read'];
const everything: readonly Permission[] = permissions;
const ofMerchant = everything.filter((permission) => permission !== 'merchant.create');

export const rolePermissions: Record<Role, readonly Permission[]> = {
  provider_owner: everything,
  provider_staff: everything,
  provider_analyst: reading,
  merchant_owner: ofMerchant,
  merchant_manager: ofMerchant.filter((permission) => permission !== 'store.connect'),
  merchant_clerk: ['order.read', 'store.read'],
  merchant_finance: reading,
};

export const can = (role: Role, permission: Permission): boolean => rolePermissions[role].includes(permission);

export const isProviderRole = (role: Role): boolean => role.startsWith('provider');
