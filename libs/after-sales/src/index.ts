export * from './after-sale-status';
export * from './after-sale-values';
