import { Inject, Injectable } from '@nestjs/common';
import {
  backoffSeconds,
  Clock,
  CONFIG,
  type Configuration,
  Database,
  LOGGER,
  type Logger,
  newId,
  requestWork,
  SecretBox,
  tenantContext,
  workAttempts,
} from '@zhanggui/platform';
import { PlatformTokens, problemOf, StoreCredentials, StoreDirectory, topics } from '@zhanggui/stores';
import { asText, readMessage, WechatApi, WechatError, type WechatMessage } from '@zhanggui/wechat';

interface EventRow {
  id: string;
  info_type: string;
  authorizer_app_id: string | null;
  body_sealed: string;
  attempts: number;
  received_at: Date;
}

const leaseMs = 60_000;
const context = (id: string) => `component_event:${id}`;

/** Events of the third-party platform itself: tickets and authorisations. They belong to no merchant yet. */
@Injectable()
export class ComponentEvents {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly api: WechatApi,
    @Inject(StoreCredentials) private readonly credentials: StoreCredentials,
    @Inject(PlatformTokens) private readonly tokens: PlatformTokens,
    private readonly directory: StoreDirectory,
    @Inject(CONFIG) private readonly config: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Keeps an event; a ticket takes effect at once. The body is sealed: it holds the ticket or an authorisation code. */
  async keep(message: WechatMessage, plaintext: string, eventKey: string): Promise<void> {
    const now = this.clock.now();
    const ticket = asText(message.fields['ComponentVerifyTicket']);
    if (message.infoType === 'component_verify_ticket' && ticket) {
      await this.credentials.saveTicket(ticket, new Date(message.createTime * 1000));
      return;
    }
    const id = newId();
    await this.db.systemQuery(
      `INSERT INTO component_event (id, event_key, info_type, authorizer_app_id, body_sealed, received_at, available_at, attempts)
       VALUES ($1, $2, $3, $4, $5, $6, $6, 0) ON CONFLICT (event_key) DO NOTHING`,
      [
        id,
        eventKey,
        message.infoType ?? 'unknown',
        asText(message.fields['AuthorizerAppid']) ?? null,
        this.box.seal(plaintext, context(id)),
        now,
      ],
    );
  }

  /** Works through events that wait. @returns how many were tried */
  async processDue(): Promise<number> {
    if (!this.config.component) return 0;
    const now = this.clock.now();
    const due = await this.db.systemQuery<EventRow>(
      `SELECT id, info_type, authorizer_app_id, body_sealed, attempts, received_at FROM component_event
       WHERE processed_at IS NULL AND parked_at IS NULL AND available_at <= $1 AND (lease_until IS NULL OR lease_until < $1) ORDER BY received_at LIMIT 50`,
      [now],
    );
    for (const row of due) {
      const taken = await this.db.systemQuery(
        'UPDATE component_event SET lease_until = $2, attempts = attempts + 1 WHERE id = $1 AND (lease_until IS NULL OR lease_until < $3) AND processed_at IS NULL RETURNING id',
        [row.id, new Date(now.getTime() + leaseMs), now],
      );
      if (taken.length === 1) await this.process(row);
    }
    return due.length;
  }

  private async process(row: EventRow): Promise<void> {
    try {
      await this.apply(row);
      await this.db.systemQuery(
        'UPDATE component_event SET processed_at = $2, lease_until = NULL, problem = NULL WHERE id = $1',
        [row.id, this.clock.now()],
      );
    } catch (error) {
      const now = this.clock.now();
      const attempts = row.attempts + 1;
      // That our address is not allowed is no fault of the event: it may be tomorrow.
      const isHopeless = error instanceof WechatError && error.permanent && error.kind !== 'ip_not_allowed';
      const park = attempts >= workAttempts || isHopeless;
      this.logger.warn({ err: error, infoType: row.info_type }, 'an authorisation event could not be processed');
      await this.db.systemQuery(
        'UPDATE component_event SET lease_until = NULL, available_at = $2, parked_at = $3, problem = $4 WHERE id = $1',
        [
          row.id,
          new Date(now.getTime() + backoffSeconds(attempts) * 1000),
          park ? now : null,
          JSON.stringify(problemOf(error, now)),
        ],
      );
    }
  }

  private async apply(row: EventRow): Promise<void> {
    const appId = row.authorizer_app_id;
    if (!appId) return;
    if (row.info_type === 'unauthorized') return this.unauthorize(appId);
    if (row.info_type !== 'authorized' && row.info_type !== 'updateauthorized') return;
    const code = asText(readMessage(this.box.open(row.body_sealed, context(row.id))).fields['AuthorizationCode']);
    if (code) await this.api.queryAuth(code);
    await this.refreshAuthorizer(appId, row.received_at);
  }

  /** What was really granted is asked for, not assumed; a store that was waiting for it goes on. */
  private async refreshAuthorizer(appId: string, authorizedAt: Date): Promise<void> {
    const account = await this.api.authorizerInfo(appId);
    const now = this.clock.now();
    await this.db.systemQuery(
      `INSERT INTO authorizer (app_id, permission_sets, username, nickname, authorized_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (app_id) DO UPDATE SET permission_sets = EXCLUDED.permission_sets, username = COALESCE(EXCLUDED.username, authorizer.username),
         nickname = COALESCE(EXCLUDED.nickname, authorizer.nickname), authorized_at = EXCLUDED.authorized_at, updated_at = EXCLUDED.updated_at,
         unauthorized_at = NULL`,
      [appId, account.permissionSets, account.userName ?? null, account.nickname ?? null, authorizedAt, now],
    );
    const store = await this.directory.byAppId(appId);
    if (store?.mode !== 'provider') return;
    const tenant = tenantContext({ merchantId: store.merchantId, providerId: store.providerId, storeIds: 'all' });
    await this.db.tenant(tenant, async (tx) => {
      await tx.query(
        "UPDATE store SET permission_sets = $3, authorized_at = $4, state = 'connected', problem = NULL, updated_at = $5 WHERE merchant_id = $1 AND id = $2",
        [store.id, account.permissionSets, authorizedAt, now],
      );
      await requestWork(tx, [{ storeId: store.id, topic: topics.connect, subject: 'shop', queue: 'live' }], now);
    });
  }

  private async unauthorize(appId: string): Promise<void> {
    const now = this.clock.now();
    await this.db.systemQuery(
      'UPDATE authorizer SET unauthorized_at = $2, refresh_token_sealed = NULL, updated_at = $2 WHERE app_id = $1',
      [appId, now],
    );
    await this.tokens.forget({ kind: 'shop', appId });
    const store = await this.directory.byAppId(appId);
    if (store?.mode !== 'provider') return;
    const problem = problemOf(new WechatError({ kind: 'unauthorized', path: 'unauthorized', permanent: true }), now);
    await this.db.systemQuery(
      "UPDATE store SET state = 'unauthorized', problem = $3, updated_at = $4 WHERE merchant_id = $1 AND id = $2",
      [store.merchantId, store.id, JSON.stringify(problem), now],
    );
  }

  /** Whether we hold the authorisation and its store does not stand still for want of one (both events may have been lost). */
  private async isInEffect(appId: string): Promise<boolean> {
    const [known] = await this.db.systemQuery(
      'SELECT 1 FROM authorizer WHERE app_id = $1 AND unauthorized_at IS NULL AND refresh_token_sealed IS NOT NULL',
      [appId],
    );
    if (!known) return false;
    const store = await this.directory.byAppId(appId);
    if (store?.mode !== 'provider') return true;
    const [stopped] = await this.db.systemQuery(
      "SELECT 1 FROM store WHERE merchant_id = $1 AND id = $2 AND state = 'unauthorized'",
      [store.merchantId, store.id],
    );
    return !stopped;
  }

  /** Once an hour the platform's own list is read: an authorisation whose event was lost is found there. */
  async recoverAuthorizers(): Promise<number> {
    const component = this.config.component;
    if (!component) return 0;
    const now = this.clock.now();
    const claimed = await this.db.systemQuery(
      'UPDATE component_state SET listed_at = $2 WHERE app_id = $1 AND ticket_at IS NOT NULL AND (listed_at IS NULL OR listed_at < $3) RETURNING app_id',
      [component.appId, now, new Date(now.getTime() - 3_600_000)],
    );
    if (claimed.length === 0) return 0;
    let found = 0;
    for await (const page of this.api.iterateAuthorizers()) {
      for (const { appId, refreshToken, authTime } of page.authorizers) {
        if (await this.isInEffect(appId)) continue;
        if (refreshToken) await this.credentials.saveRefreshToken(appId, refreshToken);
        await this.refreshAuthorizer(appId, authTime ?? now);
        found += 1;
      }
    }
    return found;
  }
}
