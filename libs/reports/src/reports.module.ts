import { Module } from '@nestjs/common';
import { OrdersModule } from '@zhanggui/orders';
import { StoresModule } from '@zhanggui/stores';
import { OverviewService } from './overview.service';
import { ReportsController } from './reports.controller';
import { ReportsService } from './reports.service';

@Module({
  imports: [OrdersModule, StoresModule],
  controllers: [ReportsController],
  providers: [ReportsService, OverviewService],
  exports: [ReportsService],
})
export class ReportsModule {}
