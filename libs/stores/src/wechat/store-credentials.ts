import { type Clock, type Database, NotFound, SecretBox } from '@zhanggui/platform';
import type { CredentialSource, ShopCredentials } from '@zhanggui/wechat';

export const secretContext = (storeId: string, field: string) => `store_secret:${storeId}:${field}`;
export const refreshTokenContext = (appId: string) => `authorizer:${appId}`;
const ticketContext = (appId: string) => `component_state:${appId}`;

/** The shops' secrets and authorisations, and the third-party platform's ticket. */
export class StoreCredentials implements CredentialSource {
  constructor(
    private readonly db: Database,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly componentAppId: string | undefined,
  ) {}

  async shop(appId: string): Promise<ShopCredentials> {
    const [row] = await this.db.systemQuery<{
      mode: string | null;
      store_id: string | null;
      secret_sealed: string | null;
      refresh_token_sealed: string | null;
    }>(
      `SELECT p.mode, p.store_id, s.secret_sealed, a.refresh_token_sealed
       FROM (SELECT $1::text AS app_id) AS wanted
       LEFT JOIN platform_app p ON p.app_id = wanted.app_id
       LEFT JOIN store_secret s ON s.merchant_id = p.merchant_id AND s.store_id = p.store_id
       LEFT JOIN authorizer a ON a.app_id = wanted.app_id AND a.unauthorized_at IS NULL`,
      [appId],
    );
    if (row?.mode === 'self_run' && row.secret_sealed && row.store_id) {
      return {
        mode: 'self_run',
        appId,
        secret: this.box.open(row.secret_sealed, secretContext(row.store_id, 'secret')),
      };
    }
    if (row?.refresh_token_sealed) {
      return {
        mode: 'provider',
        appId,
        refreshToken: this.box.open(row.refresh_token_sealed, refreshTokenContext(appId)),
      };
    }
    // Known by the list of authorisers perhaps, which is asked when the platform refuses an empty refresh token.
    if (row?.mode === 'provider') return { mode: 'provider', appId, refreshToken: '' };
    throw new NotFound('store');
  }

  async saveRefreshToken(appId: string, refreshToken: string): Promise<void> {
    const now = this.clock.now();
    await this.db.systemQuery(
      `INSERT INTO authorizer (app_id, refresh_token_sealed, permission_sets, updated_at) VALUES ($1, $2, '{}', $3)
       ON CONFLICT (app_id) DO UPDATE SET refresh_token_sealed = EXCLUDED.refresh_token_sealed, updated_at = EXCLUDED.updated_at`,
      [appId, this.box.seal(refreshToken, refreshTokenContext(appId)), now],
    );
  }

  async componentTicket(): Promise<string | undefined> {
    if (!this.componentAppId) return undefined;
    const [row] = await this.db.systemQuery<{ ticket_sealed: string | null }>(
      'SELECT ticket_sealed FROM component_state WHERE app_id = $1 AND ticket_at > $2',
      [this.componentAppId, new Date(this.clock.now().getTime() - 12 * 3_600_000)],
    );
    return row?.ticket_sealed ? this.box.open(row.ticket_sealed, ticketContext(this.componentAppId)) : undefined;
  }

  /** Keeps the newest ticket; an older one that arrives late does not replace it. */
  async saveTicket(ticket: string, at: Date): Promise<void> {
    if (!this.componentAppId) return;
    await this.db.systemQuery(
      `INSERT INTO component_state (app_id, ticket_sealed, ticket_at) VALUES ($1, $2, $3)
       ON CONFLICT (app_id) DO UPDATE SET ticket_sealed = EXCLUDED.ticket_sealed, ticket_at = EXCLUDED.ticket_at
       WHERE component_state.ticket_at IS NULL OR component_state.ticket_at <= EXCLUDED.ticket_at`,
      [this.componentAppId, this.box.seal(ticket, ticketContext(this.componentAppId)), at],
    );
  }
}
