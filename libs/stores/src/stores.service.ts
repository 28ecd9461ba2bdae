import { Inject, Injectable } from '@nestjs/common';
import { MerchantsService } from '@zhanggui/accounts';
import { AuditLog } from '@zhanggui/audit';
import { isProviderRole } from '@zhanggui/contracts';
import {
  Clock,
  CONFIG,
  type Configuration,
  type CurrentUser,
  Database,
  decodeCursor,
  NotFound,
  newId,
  pageOf,
  type ReadContext,
  type Row,
  requestWork,
  SecretBox,
  storeCondition,
  type TenantContext,
  type TenantTx,
} from '@zhanggui/platform';
import type {
  ConnectStoreDto,
  ScopeFactsDto,
  ScopeOptionDto,
  StoreDto,
  StoreListDto,
  StoreListQuery,
  UnclaimedShopDto,
  UpdateStoreDto,
} from './dto/store.dto';
import { AppAlreadyConnected, BackfillRunning, ComponentNotConfigured, NotAuthorizedYet } from './stores.errors';
import { syncKinds, topics } from './topics';
import { secretContext } from './wechat/store-credentials';

const defaultTimeZone = 'Asia/Shanghai';

/** Stores: connecting them, finding them, and their history. */
@Injectable()
export class StoresService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly merchants: MerchantsService,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Configuration,
  ) {}

  /** Connects a store and asks the worker to read what the platform says of it. Nothing is called here. */
  async connect(user: CurrentUser, body: ConnectStoreDto): Promise<StoreDto> {
    const context = await this.merchants.tenantFor(user, body.merchantId);
    const authorization = body.mode === 'provider' ? await this.authorization(body.appid) : undefined;
    const id = newId();
    const now = this.clock.now();
    await this.db.tenant(context, async (tx) => {
      const claimed = await tx.query(
        `INSERT INTO platform_app (app_id, merchant_id, provider_id, store_id, mode) VALUES ($2, $1, $3, $4, $5)
         ON CONFLICT (app_id) DO NOTHING RETURNING 1 AS merchant_id`,
        [body.appid, context.providerId, id, body.mode],
      );
      if (claimed.length === 0) throw new AppAlreadyConnected(body.appid);
      await tx.query(
        `INSERT INTO store (merchant_id, id, provider_id, name, app_id, mode, state, time_zone, username, nickname, permission_sets, authorized_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'connected', $7, $8, $9, $10, $11, $12, $12)`,
        [
          id,
          context.providerId,
          body.name,
          body.appid,
          body.mode,
          body.timeZone ?? defaultTimeZone,
          authorization?.username ?? null,
          authorization?.nickname ?? null,
          authorization?.permission_sets ?? [],
          authorization?.authorized_at ?? now,
          now,
        ],
      );
      if (body.mode === 'self_run') await this.saveSecrets(tx, id, body, now);
      await tx.query(
        `INSERT INTO store_sync (merchant_id, store_id, provider_id, kind, polled_until, due_at)
         SELECT $1::uuid, $2::uuid, $3::uuid, kind, $4::timestamptz, $4::timestamptz FROM unnest($5::text[]) AS kind`,
        [id, context.providerId, now, [...syncKinds]],
      );
      await this.startBackfill(tx, id, now);
      await requestWork(tx, [{ storeId: id, topic: topics.connect, subject: 'shop', queue: 'live' }], now);
      await this.audit.write(tx, context, {
        action: 'store.connected',
        subject: { kind: 'store', id },
        storeId: id,
        after: { name: body.name, appid: body.appid, mode: body.mode, timeZone: body.timeZone ?? defaultTimeZone },
      });
    });
    return this.get(context, id);
  }

  private async authorization(appid: string) {
    if (!this.config.component) throw new ComponentNotConfigured();
    const [row] = await this.db.systemQuery<{
      permission_sets: number[];
      username: string | null;
      nickname: string | null;
      authorized_at: Date;
    }>(
      'SELECT permission_sets, username, nickname, authorized_at FROM authorizer WHERE app_id = $1 AND authorized_at IS NOT NULL AND unauthorized_at IS NULL',
      [appid],
    );
    if (!row) throw new NotAuthorizedYet(appid);
    return row;
  }

  private async saveSecrets(tx: TenantTx, storeId: string, body: ConnectStoreDto, now: Date): Promise<void> {
    const seal = (value: string | undefined, field: string) =>
      this.box.seal(value ?? '', secretContext(storeId, field));
    await tx.query(
      `INSERT INTO store_secret (merchant_id, store_id, secret_sealed, token_sealed, aes_key_sealed, updated_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [storeId, seal(body.secret, 'secret'), seal(body.token, 'token'), seal(body.aesKey, 'aes_key'), now],
    );
  }

  private async startBackfill(tx: TenantTx, storeId: string, now: Date): Promise<void> {
    const id = newId();
    const from = new Date(now.getTime() - this.config.backfillDays * 86_400_000);
    await tx.query(
      `INSERT INTO backfill (merchant_id, id, provider_id, store_id, state, range_from, range_to, scanned_until, phase, found, started_at, updated_at)
       VALUES ($1, $2, $3, $4, 'running', $5, $6, $6, 'orders', 0, $6, $6)`,
      [id, tx.providerId, storeId, from, now],
    );
    await requestWork(tx, [{ storeId, topic: topics.backfill, subject: id, queue: 'history' }], now);
  }

  /** Reads the history once more, or goes on with one that was paused. */
  async runBackfill(context: TenantContext, storeId: string): Promise<void> {
    const now = this.clock.now();
    await this.db.tenant(context, async (tx) => {
      await this.requireStore(tx, context, storeId);
      const [latest] = await tx.query<{ id: string; state: string }>(
        'SELECT id, state FROM backfill WHERE merchant_id = $1 AND store_id = $2 ORDER BY started_at DESC LIMIT 1 FOR UPDATE',
        [storeId],
      );
      if (latest?.state === 'running') throw new BackfillRunning();
      if (latest?.state !== 'paused') await this.startBackfill(tx, storeId, now);
      else {
        await tx.query(
          "UPDATE backfill SET state = 'running', problem = NULL, updated_at = $3 WHERE merchant_id = $1 AND id = $2",
          [latest.id, now],
        );
        await requestWork(tx, [{ storeId, topic: topics.backfill, subject: latest.id, queue: 'history' }], now);
      }
      await this.audit.write(tx, context, {
        action: 'store.backfill_started',
        subject: { kind: 'store', id: storeId },
        storeId,
      });
    });
  }

  async pauseBackfill(context: TenantContext, storeId: string): Promise<void> {
    await this.db.tenant(context, async (tx) => {
      await this.requireStore(tx, context, storeId);
      await tx.query(
        "UPDATE backfill SET state = 'paused', updated_at = $3 WHERE merchant_id = $1 AND store_id = $2 AND state = 'running'",
        [storeId, this.clock.now()],
      );
      await this.audit.write(tx, context, {
        action: 'store.backfill_paused',
        subject: { kind: 'store', id: storeId },
        storeId,
      });
    });
  }

  /** Asks for a day to be held against the platform now. */
  async certify(context: TenantContext, storeId: string, day: string): Promise<void> {
    await this.db.tenant(context, async (tx) => {
      await this.requireStore(tx, context, storeId);
      const requests = syncKinds.map((kind) => ({
        storeId,
        topic: topics.reconcile,
        subject: `${kind} ${day}`,
        queue: 'live' as const,
      }));
      await requestWork(tx, requests, this.clock.now());
      await this.audit.write(tx, context, {
        action: 'store.certificate_asked',
        subject: { kind: 'store', id: storeId },
        storeId,
        after: { day },
      });
    });
  }

  async update(context: TenantContext, storeId: string, body: UpdateStoreDto): Promise<StoreDto> {
    const now = this.clock.now();
    await this.db.tenant(context, async (tx) => {
      await this.requireStore(tx, context, storeId);
      const [before] = await tx.query<{ name: string; time_zone: string }>(
        'SELECT name, time_zone FROM store WHERE merchant_id = $1 AND id = $2 FOR UPDATE',
        [storeId],
      );
      await tx.query(
        'UPDATE store SET name = COALESCE($3, name), time_zone = COALESCE($4, time_zone), updated_at = $5 WHERE merchant_id = $1 AND id = $2',
        [storeId, body.name ?? null, body.timeZone ?? null, now],
      );
      if (body.timeZone && body.timeZone !== before?.time_zone) {
        await requestWork(tx, [{ storeId, topic: topics.rebuildFigures, subject: 'figures', queue: 'history' }], now);
      }
      await this.audit.write(tx, context, {
        action: 'store.changed',
        subject: { kind: 'store', id: storeId },
        storeId,
        before: { name: before?.name, timeZone: before?.time_zone },
        after: { name: body.name ?? before?.name, timeZone: body.timeZone ?? before?.time_zone },
      });
    });
    return this.get(context, storeId);
  }

  /** @throws NotFound for a store outside the context */
  async requireStore(tx: TenantTx, context: TenantContext, storeId: string): Promise<void> {
    if (context.storeIds !== 'all' && !context.storeIds.includes(storeId)) throw new NotFound('store');
    const found = await tx.query('SELECT id FROM store WHERE merchant_id = $1 AND id = $2', [storeId]);
    if (found.length === 0) throw new NotFound('store');
  }

  async get(context: ReadContext, id: string): Promise<StoreDto> {
    const stores = storeCondition(context, 3, 'id');
    const [row] = await this.db.read(context, (tx) =>
      tx.query(`SELECT * FROM store WHERE ${tx.scopeColumn} = $1 AND id = $2${stores.sql}`, [id, ...stores.params]),
    );
    if (!row) throw new NotFound('store');
    const names = await this.merchantNames(context, [row['merchant_id'] as string]);
    return toStoreDto(row, names);
  }

  /** Stores of the scope, newest connection first. */
  async list(context: ReadContext, query: StoreListQuery): Promise<StoreListDto> {
    const limit = query.limit ?? 50;
    const params: unknown[] = [];
    const conditions: string[] = [];
    const next = () => params.length + 2;
    if (query.state) {
      conditions.push(` AND state = $${next()}`);
      params.push(query.state);
    }
    if (query.search) {
      conditions.push(` AND (strpos(lower(name), $${next()}) > 0 OR app_id = $${next() + 1})`);
      params.push(query.search.toLowerCase(), query.search);
    }
    const cursor = decodeCursor(query.cursor);
    if (cursor) {
      conditions.push(` AND (created_at, id) < ($${next()}::timestamptz, $${next() + 1}::uuid)`);
      params.push(cursor.at, cursor.id);
    }
    const stores = storeCondition(context, next(), 'id');
    const rows = await this.db.read(context, (tx) =>
      tx.query(
        `SELECT * FROM store WHERE ${tx.scopeColumn} = $1${conditions.join('')}${stores.sql} ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`,
        [...params, ...stores.params],
      ),
    );
    const { page, nextCursor } = pageOf(rows, limit, 'created_at');
    const names = await this.merchantNames(
      context,
      page.map((row) => row['merchant_id'] as string),
    );
    return {
      items: page.map((row) => toStoreDto(row, names)),
      nextCursor,
    };
  }

  /** Names for a page of rows. */
  async merchantNames(context: ReadContext, ids: readonly string[]): Promise<Map<string, string>> {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    const own = context.kind === 'tenant' ? 'id' : 'provider_id';
    const rows = await this.db.read(context, (tx) =>
      tx.query<{ merchant_id: string; name: string }>(
        `SELECT id AS merchant_id, name FROM merchant WHERE ${own} = $1 AND id = ANY($2::uuid[])`,
        [unique],
      ),
    );
    return new Map(rows.map((row) => [row.merchant_id, row.name]));
  }

  /** Names of the stores of a page of rows, each found by its row's merchant and store. */
  async storeNames(context: ReadContext, page: readonly Row[]): Promise<(row: Row) => string> {
    const unique = [...new Set(page.map((row) => row['store_id']))];
    if (unique.length === 0) return () => '';
    const stores = storeCondition(context, 3, 'id');
    const rows = await this.db.read(context, (tx) =>
      tx.query<{ merchant_id: string; id: string; name: string }>(
        `SELECT merchant_id, id, name FROM store WHERE ${tx.scopeColumn} = $1 AND id = ANY($2::uuid[])${stores.sql}`,
        [unique, ...stores.params],
      ),
    );
    const names = new Map(rows.map(({ merchant_id: merchantId, id, name }) => [`${merchantId} ${id}`, name]));
    return (row) => names.get(`${row['merchant_id']} ${row['store_id']}`) ?? '';
  }

  /** The zone that decides "today" for a scope: that of its stores where they share one, else the default. */
  async timeZoneFor(context: ReadContext): Promise<string> {
    if (context.kind === 'provider') return defaultTimeZone;
    const stores = storeCondition(context, 2, 'id');
    const rows = await this.db.tenant(context, (tx) =>
      tx.query<{ time_zone: string }>(
        `SELECT DISTINCT time_zone FROM store WHERE merchant_id = $1${stores.sql} LIMIT 2`,
        stores.params,
      ),
    );
    return rows.length === 1 ? rows[0]!.time_zone : defaultTimeZone;
  }

  /** Names and zone of a scope. */
  async scopeFacts(context: ReadContext): Promise<ScopeFactsDto> {
    const stores = storeCondition(context, 2, 'id');
    const [rows, timeZone] = await Promise.all([
      this.db.read(context, (tx) =>
        tx.query<{ id: string; name: string }>(
          `SELECT id, name FROM store WHERE ${tx.scopeColumn} = $1${stores.sql} LIMIT 2`,
          stores.params,
        ),
      ),
      this.timeZoneFor(context),
    ]);
    const merchantId = context.kind === 'tenant' ? context.merchantId : null;
    const names = await this.merchantNames(context, merchantId ? [merchantId] : []);
    const isWhole = (context.kind === 'tenant' ? context.storeIds : context.stores) === 'all';
    const only = !isWhole && rows.length === 1 ? rows[0] : undefined;
    return {
      merchantId,
      merchantName: (merchantId && names.get(merchantId)) ?? null,
      storeId: only?.id ?? null,
      storeName: only?.name ?? null,
      timeZone,
      hasStores: rows.length > 0,
    };
  }

  /** Merchants and stores for the scope switcher: what matches the search by name, merchants first. */
  async scopeOptions(user: CurrentUser, context: ReadContext, search: string | undefined): Promise<ScopeOptionDto[]> {
    const text = search?.trim().toLowerCase() ?? '';
    const merchants =
      isProviderRole(user.role) && context.kind === 'provider' ? await this.merchants.list(user, text, 10) : [];
    const stores = storeCondition(context, 3, 'id');
    const rows = await this.db.read(context, (tx) =>
      tx.query<{ id: string; merchant_id: string; name: string }>(
        `SELECT id, merchant_id, name FROM store WHERE ${tx.scopeColumn} = $1 AND strpos(lower(name), $2) > 0${stores.sql} ORDER BY name, id LIMIT 20`,
        [text, ...stores.params],
      ),
    );
    const names = await this.merchantNames(
      context,
      rows.map((row) => row.merchant_id),
    );
    return [
      ...merchants.map((merchant) => ({
        merchantId: merchant.id,
        merchantName: merchant.name,
        storeId: null,
        storeName: null,
      })),
      ...rows.map((row) => ({
        merchantId: row.merchant_id,
        merchantName: names.get(row.merchant_id) ?? '',
        storeId: row.id,
        storeName: row.name,
      })),
    ];
  }

  /** Shops that authorised the provider and were not given to a merchant. */
  async unclaimed(): Promise<UnclaimedShopDto[]> {
    const rows = await this.db.systemQuery<{
      app_id: string;
      nickname: string | null;
      permission_sets: number[];
      authorized_at: Date;
    }>(
      `SELECT a.app_id, a.nickname, a.permission_sets, a.authorized_at FROM authorizer a
       WHERE a.authorized_at IS NOT NULL AND a.unauthorized_at IS NULL AND NOT EXISTS (SELECT 1 FROM platform_app p WHERE p.app_id = a.app_id)
       ORDER BY a.authorized_at DESC LIMIT 200`,
    );
    return rows.map((row) => ({
      appid: row.app_id,
      nickname: row.nickname,
      permissionSets: row.permission_sets,
      authorizedAt: row.authorized_at.toISOString(),
    }));
  }
}

export const toStoreDto = (row: Row, merchantNames: ReadonlyMap<string, string>): StoreDto => ({
  id: row['id'] as string,
  merchantId: row['merchant_id'] as string,
  merchantName: merchantNames.get(row['merchant_id'] as string) ?? '',
  name: row['name'] as string,
  appid: row['app_id'] as string,
  mode: row['mode'] as StoreDto['mode'],
  state: row['state'] as StoreDto['state'],
  timeZone: row['time_zone'] as string,
  nickname: row['nickname'] as string | null,
  platformStatus: row['platform_status'] as string | null,
  problem: row['problem'] as StoreDto['problem'],
  createdAt: (row['created_at'] as Date).toISOString(),
});
