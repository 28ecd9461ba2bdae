import { Injectable } from '@nestjs/common';
import { Database } from '@zhanggui/platform';

/** What the connector and the callbacks must know of a store. */
export interface DirectoryEntry {
  readonly merchantId: string;
  readonly providerId: string;
  readonly id: string;
  readonly appId: string;
  readonly mode: 'self_run' | 'provider';
}

const rememberMs = 30_000;
const rememberAtMost = 20_000;

/** Which store an app id belongs to; remembered for a moment, also that it belongs to none. */
@Injectable()
export class StoreDirectory {
  private readonly known = new Map<string, { entry: DirectoryEntry | undefined; until: number }>();

  constructor(private readonly db: Database) {}

  async byAppId(appId: string): Promise<DirectoryEntry | undefined> {
    const remembered = this.known.get(appId);
    if (remembered && remembered.until > Date.now()) return remembered.entry;
    const [row] = await this.db.systemQuery<{
      merchant_id: string;
      provider_id: string;
      store_id: string;
      mode: DirectoryEntry['mode'];
    }>('SELECT merchant_id, provider_id, store_id, mode FROM platform_app WHERE app_id = $1', [appId]);
    const entry = row && {
      merchantId: row.merchant_id,
      providerId: row.provider_id,
      id: row.store_id,
      appId,
      mode: row.mode,
    };
    if (this.known.size >= rememberAtMost) this.known.clear();
    // A store that was just connected must receive its first push at once.
    this.known.set(appId, { entry, until: Date.now() + (entry ? rememberMs : 1000) });
    return entry;
  }

  /** The same by our own ids. */
  async byId(merchantId: string, storeId: string): Promise<DirectoryEntry | undefined> {
    const key = `${merchantId}:${storeId}`;
    const remembered = this.known.get(key);
    if (remembered && remembered.until > Date.now()) return remembered.entry;
    const [row] = await this.db.systemQuery<{ provider_id: string; app_id: string; mode: DirectoryEntry['mode'] }>(
      'SELECT provider_id, app_id, mode FROM store WHERE merchant_id = $1 AND id = $2',
      [merchantId, storeId],
    );
    if (!row) return undefined;
    const entry = { merchantId, providerId: row.provider_id, id: storeId, appId: row.app_id, mode: row.mode };
    this.known.set(key, { entry, until: Date.now() + rememberMs });
    return entry;
  }

  forget(appId: string): void {
    this.known.delete(appId);
  }
}
