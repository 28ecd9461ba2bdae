import type { WechatErrorKind } from '../errors/wechat-error';

/** What a call is about, for the timeline of that order or after-sale. */
export interface TraceSubject {
  kind: string;
  id: string;
}

/** The shop a call is made for. */
export interface CallTarget {
  appId: string;
  trace?: TraceSubject;
}

/** One HTTP attempt. Holds no token, secret, body or personal data. */
export interface CallTrace {
  appId: string;
  path: string;
  subject?: TraceSubject;
  startedAt: Date;
  durationMs: number;
  httpStatus?: number;
  errcode?: number;
  /** The platform's request id: what its support asks for. */
  rid?: string;
  /** 1 for the first attempt. */
  attempt: number;
  outcome: 'ok' | WechatErrorKind;
}

export interface CallRecorder {
  record(call: CallTrace): void;
}

export interface CallLimiter {
  /** Reserves a slot for one call and answers the milliseconds to wait before making it; 0 means go. */
  take(appId: string, path: string): Promise<number>;
}
