import { Module } from '@nestjs/common';
import { AfterSalesController } from './after-sales.controller';
import { RefundDecisions } from './refund-decisions';

@Module({ controllers: [AfterSalesController], providers: [RefundDecisions] })
export class AfterSalesModule {}
