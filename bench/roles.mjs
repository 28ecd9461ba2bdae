import { createHmac } from 'node:crypto';

/** The same database as one of the application's roles; their passwords follow from the owner's. */
export function asRole(ownerUrl, role) {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', decodeURIComponent(url.password)).update(role).digest('hex');
  url.username = role;
  return url.toString();
}

/** Options of a pool as the product sets them. */
export const poolOptions = (connectionString, max = 10) => ({
  connectionString,
  max,
  statement_timeout: 60_000,
  idle_in_transaction_session_timeout: 60_000,
  connectionTimeoutMillis: 10_000,
});
