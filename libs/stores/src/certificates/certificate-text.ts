import { createHash } from 'node:crypto';
import type { SyncKind } from '../topics';

const instant = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS ${column}`;

/** A certificate as it is signed and checked, by {@link CertificateRow}. Instants are texts to the microsecond, as they are stored. */
export const certificateColumns = [
  'merchant_id',
  'store_id',
  'app_id',
  'kind',
  'day::text AS day',
  'time_zone',
  instant('window_from'),
  instant('window_to'),
  'platform_count',
  'platform_digest',
  'own_count',
  'own_digest',
  'missing',
  'surplus',
  'repaired',
  'state',
  instant('checked_at'),
  'key_id',
  'signature',
].join(', ');

export interface CertificateRow {
  readonly merchant_id: string;
  readonly store_id: string;
  readonly app_id: string | null;
  readonly kind: SyncKind;
  readonly day: string;
  readonly time_zone: string | null;
  readonly window_from: string;
  readonly window_to: string;
  readonly platform_count: number;
  readonly platform_digest: string | null;
  readonly own_count: number;
  readonly own_digest: string | null;
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
  readonly repaired: number;
  readonly state: string;
  readonly checked_at: string;
  /** These three are null in a certificate from before signing. */
  readonly key_id: string | null;
  readonly signature: string | null;
}

const format = 'zhanggui-certificate';
const version = 1;

/**
 * The text that is signed. It is contract: records that people keep are checked by it, so a field more or another order
 * is another version.
 */
export const certificateText = (row: CertificateRow): string =>
  JSON.stringify({
    format,
    version,
    merchantId: row.merchant_id,
    storeId: row.store_id,
    appId: row.app_id,
    kind: row.kind,
    day: row.day,
    timeZone: row.time_zone,
    window: { from: row.window_from, to: row.window_to },
    platform: { count: row.platform_count, digest: row.platform_digest },
    own: { count: row.own_count, digest: row.own_digest },
    missing: row.missing,
    surplus: row.surplus,
    repaired: row.repaired,
    state: row.state,
    checkedAt: row.checked_at,
  });

/** What a signed text is about. @returns undefined for a text that is no certificate of ours */
export function subjectOf(
  text: string,
): { merchantId: string; storeId: string; kind: string; day: string } | undefined {
  try {
    const said = JSON.parse(text);
    if (said.format !== format || said.version !== version) return undefined;
    const { merchantId, storeId, kind, day } = said;
    return [merchantId, storeId, kind, day].every((value) => typeof value === 'string' && /^[\w-]+$/.test(value))
      ? { merchantId, storeId, kind, day }
      : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 over ids in order, one per line: two lists of the same ids have the same digest. */
export const digestOfIds = (ids: Iterable<string>): string =>
  createHash('sha256')
    .update([...ids].sort().join('\n'))
    .digest('hex');
