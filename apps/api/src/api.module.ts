import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '@zhanggui/accounts';
import { AfterSalesModule } from '@zhanggui/after-sales';
import { AuditModule } from '@zhanggui/audit';
import { IngestionHttpModule } from '@zhanggui/ingestion';
import { OrdersModule } from '@zhanggui/orders';
import { type Clock, type Configuration, type Logger, PlatformModule } from '@zhanggui/platform';
import { ReportsModule } from '@zhanggui/reports';
import { StoresModule } from '@zhanggui/stores';
import { Ending } from './ending';
import { HealthController } from './health.controller';
import { LiveController } from './live.controller';
import { LiveModule } from './live.module';

@Module({})
export class ApiModule {
  static forRoot(config: Configuration, options: { logger?: Logger; clock?: Clock } = {}): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forRoot(config, { name: 'api', ...options }),
        AuditModule,
        AccountsModule,
        StoresModule,
        OrdersModule,
        AfterSalesModule,
        ReportsModule,
        IngestionHttpModule,
        LiveModule,
      ],
      controllers: [HealthController, LiveController],
      providers: [Ending],
    };
  }
}
