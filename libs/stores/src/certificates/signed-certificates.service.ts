import { Injectable } from '@nestjs/common';
import { Database, type TenantContext } from '@zhanggui/platform';
import type { CertificatePath, SignedCertificateDto } from '../dto/store.dto';
import { CertificateNotSigned } from '../stores.errors';
import { StoresService } from '../stores.service';
import { CertificateKeys } from './certificate-keys';
import { type CertificateRow, certificateColumns, certificateText } from './certificate-text';

/** Certificates to keep and to show to others. */
@Injectable()
export class SignedCertificatesService {
  constructor(
    private readonly db: Database,
    private readonly stores: StoresService,
    private readonly keys: CertificateKeys,
  ) {}

  /** A certificate as it is stored: whether it was changed is for the reader to find. */
  async read(context: TenantContext, { storeId, kind, day }: CertificatePath): Promise<SignedCertificateDto> {
    const [row] = await this.db.tenant(context, async (tx) => {
      await this.stores.requireStore(tx, context, storeId);
      return tx.query<CertificateRow>(
        `SELECT ${certificateColumns} FROM certificate WHERE merchant_id = $1 AND store_id = $2 AND kind = $3 AND day = $4`,
        [storeId, kind, day],
      );
    });
    const publicKey = row?.key_id ? this.keys.publicKey(row.key_id) : undefined;
    if (!row?.signature || !row.key_id || !publicKey) throw new CertificateNotSigned();
    return { text: certificateText(row), signature: row.signature, keyId: row.key_id, publicKey };
  }
}
