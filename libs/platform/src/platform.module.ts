import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock, SystemClock } from './clock';
import type { Configuration } from './config/configuration';
import { roleDataSourceOptions } from './database/data-sources';
import { Database } from './database/database';
import type { DatabaseRole } from './database/roles';
import { createLogger, type Logger } from './logging';
import { Metrics } from './observability/metrics';
import { MetricsServer } from './observability/metrics-server';
import { Tracing } from './observability/tracing';
import { SecretBox } from './security/secret-box';

/** Injection tokens for what has no class of its own. */
export const CONFIG = Symbol('configuration');
export const LOGGER = Symbol('logger');

const roles: readonly DatabaseRole[] = ['tenant', 'provider', 'system'];

/** Configuration, clock, log, metrics, secrets and the three database roles, for every app. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(config: Configuration, options: { name: string; logger?: Logger; clock?: Clock }): DynamicModule {
    return {
      module: PlatformModule,
      imports: roles.map((role) =>
        TypeOrmModule.forRoot({
          name: role,
          ...roleDataSourceOptions(config.databaseUrl, role, config.databasePoolSize),
          retryAttempts: 3,
        }),
      ),
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: options.logger ?? createLogger(config.logLevel, options.name) },
        { provide: Clock, useValue: options.clock ?? new SystemClock() },
        { provide: Metrics, useValue: new Metrics() },
        { provide: Tracing, useValue: new Tracing(config.traceReceiver, options.name) },
        { provide: SecretBox, useValue: new SecretBox(config.encryptionKeys) },
        {
          provide: Database,
          inject: roles.map((role) => getDataSourceToken(role)),
          useFactory: (tenant: DataSource, provider: DataSource, system: DataSource) =>
            new Database({ tenant, provider, system }, { prepare: config.preparedStatements }),
        },
        {
          provide: MetricsServer,
          inject: [CONFIG, Metrics, Database, LOGGER],
          useFactory: (settings: Configuration, metrics: Metrics, db: Database, logger: Logger) =>
            new MetricsServer(settings, metrics, db, logger),
        },
      ],
      exports: [CONFIG, LOGGER, Clock, SecretBox, Database, Metrics, MetricsServer],
    };
  }
}
