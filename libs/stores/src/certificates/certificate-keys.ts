import { type EncryptionKey, SigningKeys, type Verdict } from '@zhanggui/platform';
import { type CertificateRow, certificateText } from './certificate-text';

/** `unsigned`: from before certificates were signed. */
export type CertificateVerdict = Verdict | 'unsigned';

/** Signs certificates, and finds those that were changed afterwards. */
export class CertificateKeys extends SigningKeys {
  constructor(keys: readonly EncryptionKey[]) {
    super(keys, 'zhanggui certificate signature');
  }

  signRow(row: CertificateRow): { readonly keyId: string; readonly signature: string } {
    return this.sign(certificateText(row));
  }

  judge(row: CertificateRow): CertificateVerdict {
    if (row.signature === null) return onlySigned.every((column) => row[column] === null) ? 'unsigned' : 'changed';
    // A signature without the name of its key was never written by us.
    return row.key_id === null ? 'changed' : this.verify(row.key_id, certificateText(row), row.signature);
  }
}

const onlySigned = ['app_id', 'time_zone', 'platform_digest', 'own_digest', 'key_id'] as const;
