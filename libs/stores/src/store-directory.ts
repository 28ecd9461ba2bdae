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

/** Which store an app id belongs to; remembered for a moment. That it belongs to none is not: it may be connected any time. */
@Injectable()
export class StoreDirectory {
  private readonly known = new Map<string, { entry: DirectoryEntry; until: number }>();

  constructor(private readonly db: Database) {}

  async byAppId(appId: string): Promise<DirectoryEntry | undefined> {
    const remembered = this.remembered(appId);
    if (remembered) return remembered;
    const [row] = await this.db.systemQuery<{
      merchant_id: string;
      provider_id: string;
      store_id: string;
      mode: DirectoryEntry['mode'];
    }>('SELECT merchant_id, provider_id, store_id, mode FROM platform_app WHERE app_id = $1', [appId]);
    if (!row) return undefined;
    const { merchant_id: merchantId, provider_id: providerId, store_id: id, mode } = row;
    return this.remember(appId, { merchantId, providerId, id, appId, mode });
  }

  /** The same by our own ids. */
  async byId(merchantId: string, storeId: string): Promise<DirectoryEntry | undefined> {
    const key = `${merchantId}:${storeId}`;
    const remembered = this.remembered(key);
    if (remembered) return remembered;
    const [row] = await this.db.systemQuery<{ provider_id: string; app_id: string; mode: DirectoryEntry['mode'] }>(
      'SELECT provider_id, app_id, mode FROM store WHERE merchant_id = $1 AND id = $2',
      [merchantId, storeId],
    );
    if (!row) return undefined;
    return this.remember(key, {
      merchantId,
      providerId: row.provider_id,
      id: storeId,
      appId: row.app_id,
      mode: row.mode,
    });
  }

  private remembered(key: string): DirectoryEntry | undefined {
    const found = this.known.get(key);
    return found && found.until > Date.now() ? found.entry : undefined;
  }

  private remember(key: string, entry: DirectoryEntry): DirectoryEntry {
    if (this.known.size >= rememberAtMost) this.known.clear();
    this.known.set(key, { entry, until: Date.now() + rememberMs });
    return entry;
  }
}
