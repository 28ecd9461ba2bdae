export * from './after-sale-status';
export * from './after-sale-values';
export { AfterSalesModule } from './after-sales.module';
export { type DecidedRefund, writeRefundEntry } from './refund-entry';
