import { type BeforeApplicationShutdown, Controller, Inject, type MessageEvent, Sse } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { LiveSubscriber, type LiveUpdate, type ReadContext, Scope } from '@zhanggui/platform';
import { interval, map, merge, Observable, Subject, takeUntil, timer } from 'rxjs';

const keepAliveMs = 20_000;
/** Then the browser asks again, and who may no longer listen gets no answer. */
const longestMs = 120_000;

/** Hints for open screens: what they show may have changed. Only about what the person may see; no data. */
@ApiExcludeController()
@Controller('api/v1/live')
export class LiveController implements BeforeApplicationShutdown {
  private readonly ended = new Subject<void>();

  constructor(@Inject(LiveSubscriber) private readonly live: LiveSubscriber) {}

  @Sse()
  stream(@Scope() scope: ReadContext): Observable<MessageEvent> {
    const updates = new Observable<MessageEvent>((subscriber) =>
      this.live.listen((update) => {
        if (concerns(scope, update))
          subscriber.next({ type: 'changed', data: { topic: update.topic, storeId: update.storeId } });
      }),
    );
    const keepAlive = interval(keepAliveMs).pipe(map((): MessageEvent => ({ type: 'alive', data: '' })));
    return merge(updates, keepAlive).pipe(takeUntil(merge(this.ended, timer(longestMs))));
  }

  /** Open streams would hold up the end of the process; browsers connect again by themselves. */
  beforeApplicationShutdown(): void {
    this.ended.next();
  }
}

/** Whether an update is about something inside the scope. */
export function concerns(scope: ReadContext, update: LiveUpdate): boolean {
  if (update.providerId !== scope.providerId) return false;
  if (scope.kind === 'tenant')
    return (
      update.merchantId === scope.merchantId && (scope.storeIds === 'all' || scope.storeIds.includes(update.storeId))
    );
  return (
    scope.merchantIds === 'all' ||
    scope.merchantIds.includes(update.merchantId) ||
    (scope.stores !== 'all' &&
      scope.stores.some(({ merchantId, storeId }) => merchantId === update.merchantId && storeId === update.storeId))
  );
}
