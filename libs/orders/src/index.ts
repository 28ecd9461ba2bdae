export { type GiftShare, type GiftState, giftState } from './gift-state';
export { OrderCounts } from './order-counts';
export { orderStatus } from './order-status';
export { maskedReceiver, type OrderItemValues, type OrderValues, orderValues, withoutReceiver } from './order-values';
export { OrdersModule } from './orders.module';
export { OrdersService } from './orders.service';
