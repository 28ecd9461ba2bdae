export { receiverContext } from './apply/apply-order';
export { CallbacksService } from './callbacks/callbacks.service';
export { IngestionHttpModule, IngestionWorkerModule } from './ingestion.module';
export { BuyerRetention } from './sync/buyer-retention';
export { Scheduler } from './sync/scheduler';
export { WorkProcessor } from './work/work-processor';
