import { randomBytes } from 'node:crypto';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccountsModule, type NewUser, UsersService } from '@zhanggui/accounts';
import { AuditModule } from '@zhanggui/audit';
import { IngestionWorkerModule, Scheduler, WorkProcessor } from '@zhanggui/ingestion';
import { Clock, type Configuration, createLogger, type Logger, PlatformModule, SystemClock } from '@zhanggui/platform';
import { createTestDatabase, openDatabase, type TestDatabase } from '@zhanggui/testing';
import { createApp } from '../../apps/api/src/create-app';
import { Caller } from './caller';
import type { SimulatedShop, Simulator } from './simulator';

export const password = 'a-long-enough-password';
const component = {
  appId: 'wxcomponent0test',
  secret: 'component-secret',
  token: 'componenttoken',
  aesKeys: ['0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'],
};

export interface ConnectedStore {
  readonly id: string;
  readonly merchantId: string;
  readonly shop: SimulatedShop;
}

interface WorkRow {
  merchant_id: string;
  id: string;
}

/** The product in this process: API on a port, and a worker whose work is done when a test says so. */
export class Installation {
  private constructor(
    readonly database: TestDatabase,
    readonly config: Configuration,
    readonly api: NestFastifyApplication,
    readonly worker: INestApplicationContext,
    readonly baseUrl: string,
    readonly clock: Clock,
  ) {}

  static async start(
    options: {
      wechatBaseUrl?: string;
      clock?: Clock;
      databaseUrl?: string;
      config?: Partial<Configuration>;
      logger?: Logger;
    } = {},
  ): Promise<Installation> {
    const database = options.databaseUrl ? await openDatabase(options.databaseUrl) : await createTestDatabase();
    const clock = options.clock ?? new SystemClock();
    const config: Configuration = {
      databaseUrl: database.ownerUrl,
      redisUrl: `${process.env['TEST_REDIS']}/${process.env['VITEST_POOL_ID'] ?? 1}`,
      encryptionKeys: [{ id: 'test', key: randomBytes(32) }],
      port: 0,
      host: '127.0.0.1',
      publicUrl: 'http://localhost',
      wechatBaseUrl: options.wechatBaseUrl ?? 'http://127.0.0.1:9',
      component,
      firstOwner: undefined,
      queueLanes: 1,
      workerConcurrency: 8,
      requestsPerMinute: 1_000_000,
      refundConfirmAboveFen: 50_000,
      databasePoolSize: 6,
      preparedStatements: true,
      wechatCallsPerSecond: 5000,
      pollSeconds: 60,
      backfillDays: 7,
      buyerRetentionDays: 365,
      adminDir: undefined,
      auditHeadsFile: undefined,
      trustProxy: false,
      metrics: undefined,
      traceReceiver: undefined,
      shutdownDelaySeconds: 0,
      logLevel: 'silent',
      ...options.config,
    };
    const logger = options.logger ?? createLogger(process.env['TEST_LOG'] ?? 'silent', 'test');
    const api = await createApp(config, { logger, clock });
    await api.listen(0, '127.0.0.1');
    const address = api.getHttpServer().address() as { port: number };

    @Module({
      imports: [
        PlatformModule.forRoot(config, { name: 'worker', logger, clock }),
        AuditModule,
        AccountsModule,
        IngestionWorkerModule,
      ],
    })
    class WorkerApp {}
    const worker = await NestFactory.createApplicationContext(WorkerApp, { logger: false });
    return new Installation(database, config, api, worker, `http://127.0.0.1:${address.port}`, clock);
  }

  async stop(): Promise<void> {
    await this.worker.close();
    await this.api.close();
    await this.database.drop();
  }

  /** Creates a person. @returns a caller that is signed in as them */
  async person(user: Omit<NewUser, 'password' | 'name'>, providerName = 'Provider'): Promise<Caller> {
    const users = this.api.get(UsersService);
    const providerId = await this.provider(providerName);
    await users.create(providerId, { name: user.email, password, ...user });
    return this.signIn(user.email);
  }

  async provider(name: string): Promise<string> {
    const [known] = await this.database.owner.query('SELECT id FROM service_provider WHERE name = $1', [name]);
    if (known) return known.id;
    const id = (await this.database.owner.query('SELECT uuidv7() AS id'))[0].id;
    await this.database.owner.query('INSERT INTO service_provider (id, name, created_at) VALUES ($1, $2, now())', [
      id,
      name,
    ]);
    return id;
  }

  async signIn(email: string): Promise<Caller> {
    const caller = new Caller(this.baseUrl);
    await caller.post('/api/v1/auth/login', { email, password });
    return caller;
  }

  /** A self-run shop on the simulator, connected to a merchant of this name. */
  async selfRunStore(
    owner: Caller,
    simulator: Simulator,
    name: string,
    options: { merchantId?: string; timeZone?: string } = {},
  ): Promise<ConnectedStore> {
    const merchantId =
      options.merchantId ?? (await owner.post<{ id: string }>('/api/v1/merchants', { name: `${name} merchant` })).id;
    const shop = await simulator.shop(name);
    const push = {
      url: `${this.baseUrl}/wechat/apps/${shop.appid}`,
      token: randomBytes(8).toString('hex'),
      aesKey: 'k'.repeat(43),
    };
    const { id } = await owner.post<{ id: string }>('/api/v1/stores', {
      mode: 'self_run',
      merchantId,
      name,
      appid: shop.appid,
      secret: shop.secret,
      token: push.token,
      aesKey: push.aesKey,
      ...(options.timeZone ? { timeZone: options.timeZone } : {}),
    });
    await simulator.api.put(`/sim/api/shops/${shop.appid}/push`, push);
    return { id, merchantId, shop };
  }

  /** Makes the third-party platform known to the simulator; tickets and authorisations are pushed to this installation. */
  async registerComponent(simulator: Simulator): Promise<void> {
    await simulator.api.put('/sim/api/component', {
      appid: component.appId,
      secret: component.secret,
      token: component.token,
      aesKey: component.aesKeys[0],
      eventUrl: `${this.baseUrl}/wechat/component`,
      messageUrl: `${this.baseUrl}/wechat/apps/$APPID$`,
    });
  }

  /** Does all work that is due, until none is left. @returns what came of each */
  async drain(): Promise<string[]> {
    const processor = this.worker.get(WorkProcessor);
    const results: string[] = [];
    for (;;) {
      const rows: WorkRow[] = await this.database.owner.query(
        'SELECT merchant_id, id FROM work WHERE parked_at IS NULL AND available_at <= $1 ORDER BY available_at LIMIT 200',
        [this.clock.now()],
      );
      if (rows.length === 0) return results;
      for (let i = 0; i < rows.length; i += 8) {
        const batch = rows.slice(i, i + 8).map((row) => processor.process({ merchantId: row.merchant_id, id: row.id }));
        results.push(...(await Promise.all(batch)));
      }
    }
  }

  /** Waits for the platform's pushes, then does what they ask for. */
  async settle(simulator: Simulator): Promise<void> {
    await simulator.pushed();
    await this.drain();
  }

  get scheduler(): Scheduler {
    return this.worker.get(Scheduler);
  }

  /** The figures of a store as the tables hold them, folded or not, per day. */
  async figures(
    storeId: string,
  ): Promise<Record<string, { ordersPaid: number; gmvFen: number; refundFen: number; expiredGiftFen: number }>> {
    const rows = await this.database.owner.query(
      `SELECT day::text, sum(orders)::int AS orders, sum(gmv_fen)::text AS gmv, sum(refund_fen)::text AS refund, sum(expired_gift_fen)::text AS expired
       FROM (SELECT day, orders, gmv_fen, refund_fen, expired_gift_fen FROM metric_day WHERE store_id = $1
             UNION ALL SELECT day, orders, gmv_fen, refund_fen, expired_gift_fen FROM metric_delta WHERE store_id = $1) AS t
       GROUP BY day HAVING sum(orders) <> 0 OR sum(gmv_fen) <> 0 OR sum(refund_fen) <> 0 OR sum(expired_gift_fen) <> 0`,
      [storeId],
    );
    return Object.fromEntries(
      rows.map((row: Record<string, string>) => [
        row['day'],
        {
          ordersPaid: row['orders'],
          gmvFen: Number(row['gmv']),
          refundFen: Number(row['refund']),
          expiredGiftFen: Number(row['expired']),
        },
      ]),
    );
  }
}
