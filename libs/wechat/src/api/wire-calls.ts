import { performance } from 'node:perf_hooks';
import { provesNothingDone } from '../errors/error-codes';
import { WechatError } from '../errors/wechat-error';
import type { CallLimiter, CallRecorder, TraceSubject } from './call';
import { type HttpAnswer, type HttpDoor, wasNeverSent } from './http-door';
import { QuotaHolds } from './quota-holds';
import { readAnswer, type WechatAnswer } from './read-answer';

export interface WireCall {
  /** Whose quota the call uses: the shop, or the service provider for its own calls. */
  appId: string;
  path: string;
  method?: 'GET' | 'POST';
  query?: Record<string, string>;
  body?: unknown;
  trace?: TraceSubject | undefined;
  /** The call changes something, so it is only sent again when it certainly did nothing. */
  changes?: boolean;
}

/** Counts the attempts of one call across a repetition with another token. */
export interface Attempts {
  made: number;
}

export interface WireCallsOptions {
  door: HttpDoor;
  limiter: CallLimiter;
  recorder: CallRecorder;
  clock: () => Date;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
}

const MAX_TRIES = 4;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;
/** Longer waits are given back to the caller as `retryAt`. */
const LONGEST_LIMITER_WAIT_MS = 5000;

/** Makes calls to the platform: within the limits, recorded, and again after passing trouble. Knows nothing of tokens. */
export class WireCalls {
  private readonly holds = new QuotaHolds();

  constructor(private readonly options: WireCallsOptions) {}

  async make(call: WireCall, attempts: Attempts = { made: 0 }): Promise<WechatAnswer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.attempt(call, attempts);
      } catch (error) {
        if (tries === MAX_TRIES || !mayRepeat(error, call)) throw error;
        await this.options.sleep(this.pauseAfter(tries));
      }
    }
  }

  /** Forgets that quotas of this app were used up. */
  resume(appId: string): void {
    this.holds.release(appId);
  }

  private async attempt(call: WireCall, attempts: Attempts): Promise<WechatAnswer> {
    this.holds.check(call.appId, call.path, this.options.clock());
    await this.waitForSlot(call);
    attempts.made += 1;
    const startedAt = this.options.clock();
    const started = performance.now();
    let failure: WechatError | undefined;
    let httpStatus: number | undefined;
    try {
      const answer = await this.send(call);
      httpStatus = answer.status;
      return readAnswer(answer, call.path, this.options.clock());
    } catch (error) {
      if (error instanceof WechatError) failure = error;
      throw error;
    } finally {
      if (failure) this.noteQuota(call, failure);
      this.options.recorder.record({
        appId: call.appId,
        path: call.path,
        subject: call.trace,
        startedAt,
        durationMs: performance.now() - started,
        httpStatus,
        errcode: failure?.code,
        rid: failure?.rid,
        attempt: attempts.made,
        outcome: failure?.kind ?? 'ok',
      });
    }
  }

  private async send({ method = 'POST', path, query = {}, body }: WireCall): Promise<HttpAnswer> {
    try {
      return await this.options.door.send({ method, path, query, body });
    } catch (error) {
      throw new WechatError({ kind: 'network', path, permanent: false, cause: error });
    }
  }

  private async waitForSlot({ appId, path }: WireCall): Promise<void> {
    const waitMs = await this.options.limiter.take(appId, path);
    if (waitMs <= 0) return;
    if (waitMs > LONGEST_LIMITER_WAIT_MS) {
      const retryAt = new Date(this.options.clock().getTime() + waitMs);
      throw new WechatError({ kind: 'quota_minute', path, permanent: false, retryAt });
    }
    await this.options.sleep(waitMs);
  }

  private noteQuota({ appId, path }: WireCall, { kind, code, retryAt }: WechatError): void {
    if ((kind !== 'quota_minute' && kind !== 'quota_day') || code === undefined || !retryAt) return;
    this.holds.hold(appId, path, { kind, code, until: retryAt });
  }

  private pauseAfter(tries: number): number {
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
    return Math.round(longest * (0.5 + this.options.random() / 2));
  }
}

function mayRepeat(error: unknown, { changes = false }: WireCall): boolean {
  if (!(error instanceof WechatError)) return false;
  if (error.kind !== 'busy' && error.kind !== 'network' && error.kind !== 'unreadable') return false;
  return !changes || provesNothingDone(error.code) || wasNeverSent(error.cause);
}
