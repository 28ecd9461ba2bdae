import type { CertificateKeys } from './certificate-keys';
import { type CertificateRow, certificateColumns } from './certificate-text';

/** Sends a statement as the owner of the tables; only the owner sees every certificate. */
export type OwnerQuery = (sql: string, params: unknown[]) => Promise<unknown[]>;

interface NamedRow extends CertificateRow {
  readonly merchant_name: string | null;
  readonly store_name: string | null;
}

/** `stripped`: without a signature, although certificates were signed by the time it was checked. */
export type StoredVerdict = 'valid' | 'changed' | 'unknown_key' | 'unsigned' | 'stripped';

export interface JudgedCertificate {
  readonly verdict: StoredVerdict;
  readonly row: NamedRow;
}

/** A certificate in a line for people. */
export const nameOf = ({ row }: JudgedCertificate): string =>
  `${row.merchant_name ?? ''} (merchant ${row.merchant_id}), ${row.store_name ?? ''} (store ${row.store_id}): ${row.kind} of ${row.day}`;

const pageSize = 500;
const noOne = '00000000-0000-0000-0000-000000000000';

/** Judges every stored certificate. Memory holds one page of them. */
export async function* verifyCertificates(query: OwnerQuery, keys: CertificateKeys): AsyncGenerator<JudgedCertificate> {
  const [{ began }] = (await query(
    `SELECT to_char(min(checked_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS began FROM certificate WHERE signature IS NOT NULL`,
    [],
  )) as [{ began: string | null }];
  for await (const row of certificates(query)) {
    const verdict = keys.judge(row);
    const isStripped = verdict === 'unsigned' && began !== null && row.checked_at > began;
    yield { verdict: isStripped ? 'stripped' : verdict, row };
  }
}

/**
 * Signs anew, with the current key, what verifies under another one of ours.
 * @param onLeft told of each that does not verify: it stays as it is
 * @returns how many were signed
 */
export async function signCertificatesAnew(
  query: OwnerQuery,
  keys: CertificateKeys,
  onLeft: (left: JudgedCertificate) => void,
): Promise<number> {
  let signed = 0;
  for await (const row of certificates(query, 'signature IS NOT NULL AND key_id IS DISTINCT FROM $5', [
    keys.currentKeyId,
  ])) {
    const verdict = keys.judge(row);
    if (verdict !== 'valid') {
      onLeft({ verdict, row });
      continue;
    }
    const fresh = keys.signRow(row);
    // One that was checked again meanwhile has been signed with the current key already.
    await query(
      `UPDATE certificate SET key_id = $5, signature = $6
       WHERE merchant_id = $1 AND store_id = $2 AND kind = $3 AND day = $4 AND signature = $7`,
      [row.merchant_id, row.store_id, row.kind, row.day, fresh.keyId, fresh.signature, row.signature],
    );
    signed += 1;
  }
  return signed;
}

/** Every certificate in the order of its key. @param condition may use parameters from `$5` on */
async function* certificates(
  query: OwnerQuery,
  condition = 'true',
  params: readonly unknown[] = [],
): AsyncGenerator<NamedRow> {
  for (let after: unknown[] = [noOne, noOne, '', '0001-01-01']; ; ) {
    const rows = (await query(
      `SELECT c.*, m.name AS merchant_name, s.name AS store_name
       FROM (SELECT ${certificateColumns} FROM certificate WHERE (merchant_id, store_id, kind, day) > ($1, $2, $3, $4) AND ${condition}
             ORDER BY certificate.merchant_id, certificate.store_id, certificate.kind, certificate.day LIMIT ${pageSize}) AS c
       LEFT JOIN store s ON s.merchant_id = c.merchant_id AND s.id = c.store_id
       LEFT JOIN merchant m ON m.id = c.merchant_id
       ORDER BY c.merchant_id, c.store_id, c.kind, c.day`,
      [...after, ...params],
    )) as NamedRow[];
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = [last.merchant_id, last.store_id, last.kind, last.day];
  }
}
