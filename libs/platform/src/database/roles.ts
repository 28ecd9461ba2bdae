import { createHmac } from 'node:crypto';

/**
 * The roles that the application connects as. None owns a table, none bypasses row security.
 * tenant: one merchant. provider: reads over one provider's merchants. system: relay, sweeps, callbacks, sign-in.
 */
export const databaseRoles = { tenant: 'app_tenant', provider: 'app_provider', system: 'app_system' } as const;
export type DatabaseRole = keyof typeof databaseRoles;

/** Password of an application role, derived from the owner's so that one DATABASE_URL configures all. */
export function rolePassword(ownerUrl: string, role: DatabaseRole): string {
  return createHmac('sha256', decodeURIComponent(new URL(ownerUrl).password))
    .update(databaseRoles[role])
    .digest('hex');
}

/** The same database, as one of the application's roles. */
export function roleUrl(ownerUrl: string, role: DatabaseRole): string {
  const url = new URL(ownerUrl);
  url.username = databaseRoles[role];
  url.password = rolePassword(ownerUrl, role);
  return url.toString();
}
