import { Module } from '@nestjs/common';
import { CONFIG, type Configuration, LivePublisher, requestConnection } from '@zhanggui/platform';
import { StoresModule } from '@zhanggui/stores';
import { BackgroundController } from './background/background.controller';
import { BackgroundService } from './background/background.service';
import { WorkGauges } from './background/work-gauges';
import { CallbacksController } from './callbacks/callbacks.controller';
import { CallbacksService } from './callbacks/callbacks.service';
import { ComponentEvents } from './callbacks/component-events';
import { ReplayPush } from './callbacks/replay-push';
import { Backfill } from './sync/backfill';
import { BuyerRetention } from './sync/buyer-retention';
import { ConnectStore } from './sync/connect-store';
import { Housekeeping } from './sync/housekeeping';
import { PollStore } from './sync/poll-store';
import { RebuildFigures } from './sync/rebuild-figures';
import { Reconcile } from './sync/reconcile';
import { Scheduler } from './sync/scheduler';
import { AgreeToRefund } from './work/agree-to-refund';
import { ReadAgain } from './work/read-again';
import { WorkHandlers } from './work/work-handlers';
import { WorkProcessor } from './work/work-processor';

const livePublisher = {
  provide: LivePublisher,
  inject: [CONFIG],
  useFactory: (config: Configuration) => {
    const redis = requestConnection(config.redisUrl);
    // Without Redis screens are slower, nothing else; ioredis reconnects by itself.
    redis.on('error', () => undefined);
    return new LivePublisher(redis);
  },
};

/** The api's side: callbacks, and the background work that people look at. */
@Module({
  imports: [StoresModule],
  controllers: [CallbacksController, BackgroundController],
  providers: [CallbacksService, ReplayPush, ComponentEvents, BackgroundService, WorkGauges],
  exports: [CallbacksService],
})
export class IngestionHttpModule {}

/** The worker's side: reading again, polls, history, certificates and the clock that asks for them. */
@Module({
  imports: [StoresModule],
  providers: [
    livePublisher,
    ComponentEvents,
    ReadAgain,
    AgreeToRefund,
    ConnectStore,
    Backfill,
    PollStore,
    Reconcile,
    RebuildFigures,
    WorkHandlers,
    WorkProcessor,
    BuyerRetention,
    Housekeeping,
    Scheduler,
  ],
  exports: [WorkProcessor, Scheduler, LivePublisher],
})
export class IngestionWorkerModule {}
