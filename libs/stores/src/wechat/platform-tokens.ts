import { type Clock, type Database, SecretBox } from '@zhanggui/platform';
import type { StoredToken, TokenKey, TokenStore } from '@zhanggui/wechat';

/** Access tokens of all processes, in PostgreSQL and encrypted; refreshed by the holder of a lease. */
export class PlatformTokens implements TokenStore {
  constructor(
    private readonly db: Database,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async read(key: TokenKey): Promise<StoredToken | undefined> {
    const [row] = await this.db.systemQuery<{ token_sealed: string | null; expires_at: Date | null }>(
      'SELECT token_sealed, expires_at FROM platform_token WHERE kind = $1 AND app_id = $2',
      [key.kind, key.appId],
    );
    if (!row?.token_sealed || !row.expires_at) return undefined;
    return { token: this.box.open(row.token_sealed, sealContext(key)), expiresAt: row.expires_at };
  }

  async lease(key: TokenKey, holder: string, leaseSeconds: number): Promise<boolean> {
    const now = this.clock.now();
    const rows = await this.db.systemQuery(
      `INSERT INTO platform_token (kind, app_id, lease_holder, lease_until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (kind, app_id) DO UPDATE SET lease_holder = EXCLUDED.lease_holder, lease_until = EXCLUDED.lease_until
       WHERE platform_token.lease_until IS NULL OR platform_token.lease_until < $5 OR platform_token.lease_holder = $3
       RETURNING 1`,
      [key.kind, key.appId, holder, new Date(now.getTime() + leaseSeconds * 1000), now],
    );
    return rows.length === 1;
  }

  async write(key: TokenKey, token: StoredToken, holder: string): Promise<void> {
    await this.db.systemQuery(
      'UPDATE platform_token SET token_sealed = $4, expires_at = $5, written_at = $6 WHERE kind = $1 AND app_id = $2 AND lease_holder = $3',
      [key.kind, key.appId, holder, this.box.seal(token.token, sealContext(key)), token.expiresAt, this.clock.now()],
    );
  }

  async release(key: TokenKey, holder: string): Promise<void> {
    await this.db.systemQuery(
      'UPDATE platform_token SET lease_holder = NULL, lease_until = NULL WHERE kind = $1 AND app_id = $2 AND lease_holder = $3',
      [key.kind, key.appId, holder],
    );
  }

  /** An authorisation ended or a secret changed: its token is worth nothing. */
  async forget(key: TokenKey): Promise<void> {
    await this.db.systemQuery('DELETE FROM platform_token WHERE kind = $1 AND app_id = $2', [key.kind, key.appId]);
  }
}

const sealContext = (key: TokenKey) => `platform_token:${key.kind}:${key.appId}`;
