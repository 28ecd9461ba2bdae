export * from './access';
export * from './business-day';
export * from './errors';
export * from './figures';
export * from './orders';
