import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import {
  Clock,
  CONFIG,
  type Configuration,
  Database,
  LOGGER,
  type Logger,
  Metrics,
  requestConnection,
  SecretBox,
} from '@zhanggui/platform';
import { WechatApi } from '@zhanggui/wechat';
import { CertificateKeys } from './certificates/certificate-keys';
import { SignedCertificatesService } from './certificates/signed-certificates.service';
import { StoreDetailService } from './store-detail.service';
import { StoreDirectory } from './store-directory';
import { StoreHealthService } from './store-health.service';
import { StoresController } from './stores.controller';
import { StoresService } from './stores.service';
import { SharedCallLimiter } from './wechat/call-limiter';
import { StoredCallRecorder } from './wechat/call-recorder';
import { PlatformTokens } from './wechat/platform-tokens';
import { StoreCredentials } from './wechat/store-credentials';

/** Stores, and the connector to the platform with what it keeps in PostgreSQL and Redis. */
@Global()
@Module({
  controllers: [StoresController],
  providers: [
    StoreDirectory,
    StoresService,
    StoreDetailService,
    StoreHealthService,
    SignedCertificatesService,
    {
      provide: CertificateKeys,
      inject: [CONFIG],
      useFactory: (config: Configuration) => new CertificateKeys(config.encryptionKeys),
    },
    {
      provide: PlatformTokens,
      inject: [Database, SecretBox, Clock],
      useFactory: (db: Database, box: SecretBox, clock: Clock) => new PlatformTokens(db, box, clock),
    },
    {
      provide: StoreCredentials,
      inject: [Database, SecretBox, Clock, CONFIG],
      useFactory: (db: Database, box: SecretBox, clock: Clock, config: Configuration) =>
        new StoreCredentials(db, box, clock, config.component?.appId),
    },
    {
      provide: StoredCallRecorder,
      inject: [Database, StoreDirectory, LOGGER, Metrics],
      useFactory: (db: Database, directory: StoreDirectory, logger: Logger, metrics: Metrics) =>
        new StoredCallRecorder(db, directory, logger, metrics),
    },
    {
      provide: WechatApi,
      inject: [CONFIG, PlatformTokens, StoreCredentials, StoredCallRecorder, Clock],
      useFactory: (
        config: Configuration,
        tokens: PlatformTokens,
        credentials: StoreCredentials,
        recorder: StoredCallRecorder,
        clock: Clock,
      ) => {
        const redis = requestConnection(config.redisUrl);
        // ioredis reconnects by itself; meanwhile each process keeps to the limit alone.
        redis.on('error', () => undefined);
        return new WechatApi({
          baseUrl: config.wechatBaseUrl,
          tokens,
          credentials,
          limiter: new SharedCallLimiter(redis, config.wechatCallsPerSecond),
          recorder,
          clock: () => clock.now(),
          sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
          ...(config.component
            ? { component: { appId: config.component.appId, secret: config.component.secret } }
            : {}),
        });
      },
    },
  ],
  exports: [
    StoreDirectory,
    StoresService,
    StoreDetailService,
    CertificateKeys,
    PlatformTokens,
    StoreCredentials,
    StoredCallRecorder,
    WechatApi,
  ],
})
export class StoresModule implements OnApplicationShutdown {
  constructor(
    @Inject(StoredCallRecorder) private readonly recorder: StoredCallRecorder,
    @Inject(WechatApi) private readonly api: WechatApi,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.api.close();
    await this.recorder.flush();
  }
}
