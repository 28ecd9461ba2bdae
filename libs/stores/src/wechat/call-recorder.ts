import { callSpan, type Database, type Logger, type Metrics, newId, withoutWaitingForDisk } from '@zhanggui/platform';
import type { CallRecorder, CallTrace } from '@zhanggui/wechat';
import type { StoreDirectory } from '../store-directory';

const keepAtMost = 5000;

/** Counts calls and writes their traces in batches, so that an order's timeline can show them. A lost trace loses nothing else. */
export class StoredCallRecorder implements CallRecorder {
  private waiting: CallTrace[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly directory: StoreDirectory,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly flushMs = 500,
  ) {}

  record(call: CallTrace): void {
    const { path, outcome, startedAt, durationMs } = call;
    this.metrics.platformCalls.observe({ path, outcome }, durationMs / 1000);
    const facts = {
      'url.path': path,
      'http.response.status_code': call.httpStatus,
      'zhanggui.outcome': outcome,
      'zhanggui.attempt': call.attempt,
      'wechat.errcode': call.errcode,
      'wechat.rid': call.rid,
    };
    callSpan(`call ${path}`, startedAt, durationMs, facts, outcome === 'ok');
    if (this.waiting.length >= keepAtMost) return;
    this.waiting.push(call);
    this.timer ??= setTimeout(() => void this.flush(), this.flushMs);
  }

  /** Writes what waits; resolves when it is written. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const calls = this.waiting;
    this.waiting = [];
    this.writing = this.writing
      .then(() => this.write(calls))
      .catch((error) => this.logger.warn({ err: error }, 'call traces were not written'));
    return this.writing;
  }

  private async write(calls: readonly CallTrace[]): Promise<void> {
    const byStore = new Map<string, CallTrace[]>();
    for (const call of calls) byStore.set(call.appId, [...(byStore.get(call.appId) ?? []), call]);
    for (const [appId, traces] of byStore) {
      const store = await this.directory.byAppId(appId);
      if (!store) continue;
      await this.db.systemQuery(
        `INSERT INTO wechat_call (merchant_id, provider_id, store_id, id, subject_kind, subject_id, path, at, duration_ms, http_status, errcode, rid, attempt, outcome)
         SELECT $1::uuid, $2::uuid, $3::uuid, t.* FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::int[], $10::int[],
           $11::int[], $12::text[], $13::int[], $14::text[]) AS t RETURNING ${withoutWaitingForDisk}`,
        [
          store.merchantId,
          store.providerId,
          store.id,
          traces.map(() => newId()),
          traces.map((call) => call.subject?.kind ?? null),
          traces.map((call) => call.subject?.id ?? null),
          traces.map((call) => call.path),
          traces.map((call) => call.startedAt),
          traces.map((call) => Math.round(call.durationMs)),
          traces.map((call) => call.httpStatus ?? null),
          traces.map((call) => call.errcode ?? null),
          traces.map((call) => call.rid ?? null),
          traces.map((call) => call.attempt),
          traces.map((call) => call.outcome),
        ],
      );
    }
  }
}
