import { Module } from '@nestjs/common';
import { OrderCounts } from './order-counts';
import { OrderDetail } from './order-detail';
import { OrdersController } from './orders.controller';
import { OrdersService } from './orders.service';

@Module({
  controllers: [OrdersController],
  providers: [OrdersService, OrderDetail, OrderCounts],
  exports: [OrdersService, OrderCounts],
})
export class OrdersModule {}
