import { performance } from 'node:perf_hooks';
import { Inject, Injectable } from '@nestjs/common';
import {
  backoffSeconds,
  Clock,
  Database,
  HeldLeases,
  type HeldWork,
  inSpan,
  LeaseLost,
  LivePublisher,
  type LiveUpdate,
  LOGGER,
  type Logger,
  Metrics,
  noteOnSpan,
  returnWork,
  takeWork,
  tenantContext,
  type WorkJob,
  workAttempts,
} from '@zhanggui/platform';
import { problemOf, StoreDirectory, type Topic, topics } from '@zhanggui/stores';
import { WechatError } from '@zhanggui/wechat';
import { WorkHandlers } from './work-handlers';

/** Which screens may show something else after work of a topic; a poll by itself changes nothing. */
const changes: Partial<Record<Topic, LiveUpdate['topic']>> = {
  [topics.order]: 'orders',
  [topics.afterSale]: 'orders',
  [topics.giftAfterSale]: 'orders',
  [topics.agreeToRefund]: 'orders',
  [topics.rebuildFigures]: 'orders',
  [topics.connect]: 'stores',
  [topics.backfill]: 'stores',
  [topics.reconcile]: 'stores',
};

type Outcome = 'done' | 'later' | 'parked' | 'gone';

/** Work that takes longer is worth a line by itself. */
const longMs = 5000;

const idsOf = (work: HeldWork) => ({
  jobId: work.id,
  topic: work.topic,
  merchantId: work.merchantId,
  storeId: work.storeId,
});

/** Does one row of work. Failures of the work are written to its row: tried again later, or parked for a person. */
@Injectable()
export class WorkProcessor {
  private readonly leases: HeldLeases;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly directory: StoreDirectory,
    private readonly handlers: WorkHandlers,
    @Inject(LivePublisher) private readonly live: LivePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.leases = new HeldLeases({ query: db.systemQuery.bind(db) }, clock, logger);
  }

  /** Gives back what is being worked on: another process takes it up at once, and nothing of it commits here. */
  release(): Promise<void> {
    return this.leases.release();
  }

  /** @returns what came of it; 'gone' when it was done, parked or taken elsewhere */
  async process(job: WorkJob): Promise<Outcome> {
    const system = { query: this.db.systemQuery.bind(this.db) };
    const work = await takeWork(system, job.merchantId, job.id, this.clock.now());
    if (!work) return 'gone';
    const started = performance.now();
    const { topic, merchantId, storeId, traceParent } = work;
    const attributes = {
      'zhanggui.job_id': job.id,
      'zhanggui.merchant_id': merchantId,
      'zhanggui.store_id': storeId,
    };
    const outcome = await inSpan(`job ${topic}`, { kind: 'consumer', attributes, traceParent }, async () => {
      const result = await this.work(work);
      noteOnSpan({ 'zhanggui.outcome': result });
      return result;
    });
    const ms = Math.round(performance.now() - started);
    this.metrics.jobs.observe({ topic, outcome }, ms / 1000);
    const line = { ...idsOf(work), ms, outcome };
    if (ms >= longMs) this.logger.info(line, 'work took long');
    else this.logger.debug(line, 'work');
    return outcome;
  }

  private async work(taken: HeldWork): Promise<Outcome> {
    let work = taken;
    this.leases.add(work);
    try {
      const store = await this.directory.byId(work.merchantId, work.storeId);
      if (!store) throw new Error(`Store ${work.storeId} does not exist`);
      const tenant = tenantContext({ merchantId: work.merchantId, providerId: work.providerId, storeIds: 'all' });
      // Asked for again while it was being done: once more, since what was read may be older than the last request.
      for (let again: HeldWork | undefined = work; again; ) {
        work = again;
        again = await this.handlers.handle(work.topic as Topic, { work, store, tenant });
      }
      const topic = changes[work.topic as Topic];
      const { providerId, merchantId, storeId } = work;
      if (topic) this.live.publish({ providerId, merchantId, storeId, topic });
      return 'done';
    } catch (error) {
      if (error instanceof LeaseLost) return 'gone';
      return this.giveBack(work, error);
    } finally {
      this.leases.remove(work);
    }
  }

  private async giveBack(work: HeldWork, error: unknown): Promise<'later' | 'parked'> {
    const now = this.clock.now();
    const wechat = error instanceof WechatError ? error : undefined;
    const waitsForQuota = wechat?.retryAt !== undefined && !wechat.permanent;
    const park = wechat?.permanent === true || (!waitsForQuota && work.attempts >= workAttempts);
    const retryAt = wechat?.retryAt ?? new Date(now.getTime() + backoffSeconds(work.attempts) * 1000);
    const failure = { ...idsOf(work), attempts: work.attempts, parked: park, code: wechat?.kind ?? 'internal' };
    if (wechat) this.logger.warn({ ...failure, errcode: wechat.code, rid: wechat.rid }, 'work failed at the platform');
    else this.logger.error({ ...failure, err: error }, 'work failed');
    const problem = problemOf(error, now);
    await returnWork(
      { query: this.db.systemQuery.bind(this.db) },
      work,
      {
        code: wechat?.kind ?? 'internal',
        detail: { ...problem, rid: wechat?.rid ?? null, path: wechat?.path ?? null },
        park,
        retryAt,
      },
      now,
    );
    if (
      wechat &&
      (wechat.kind === 'unauthorized' ||
        wechat.kind === 'permission' ||
        wechat.kind === 'restricted' ||
        wechat.kind === 'ip_not_allowed')
    ) {
      await this.db.systemQuery(
        'UPDATE store SET problem = $3, state = $4, updated_at = $5 WHERE merchant_id = $1 AND id = $2',
        [
          work.merchantId,
          work.storeId,
          JSON.stringify(problem),
          wechat.kind === 'unauthorized' ? 'unauthorized' : 'failing',
          now,
        ],
      );
    }
    const hint = { providerId: work.providerId, merchantId: work.merchantId, storeId: work.storeId };
    this.live.publish({ ...hint, topic: 'work' });
    return park ? 'parked' : 'later';
  }
}
