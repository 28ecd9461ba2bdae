export type WechatErrorKind =
  | 'busy'
  | 'token'
  | 'permission'
  | 'unauthorized'
  | 'quota_minute'
  | 'quota_day'
  | 'ip_not_allowed'
  | 'not_found'
  | 'bad_request'
  | 'restricted'
  | 'network'
  | 'unreadable'
  | 'component_ticket'
  | 'other';

export interface WechatFailure {
  kind: WechatErrorKind;
  path: string;
  permanent: boolean;
  code?: number;
  httpStatus?: number;
  retryAt?: Date;
  rid?: string;
  platformMessage?: string;
  cause?: unknown;
}

/** A call to the platform that gave no result. Carries no token, secret or body. */
export class WechatError extends Error {
  override readonly name = 'WechatError';
  readonly kind: WechatErrorKind;
  readonly path: string;
  /** True when the same call fails again until a person changes something. */
  readonly permanent: boolean;
  /** The platform's errcode; undefined when it gave none (network, HTTP 403, an unreadable answer). */
  readonly code: number | undefined;
  readonly httpStatus: number | undefined;
  /** Before this instant a repetition is pointless. */
  readonly retryAt: Date | undefined;
  /** The platform's request id: what its support asks for. */
  readonly rid: string | undefined;
  /** The platform's own words, for support people. Unstable: nothing may depend on them. */
  readonly platformMessage: string | undefined;

  constructor(failure: WechatFailure) {
    const code = failure.code === undefined ? '' : ` ${failure.code}`;
    super(`WeChat ${failure.path}: ${failure.kind}${code}`, { cause: failure.cause });
    this.kind = failure.kind;
    this.path = failure.path;
    this.permanent = failure.permanent;
    this.code = failure.code;
    this.httpStatus = failure.httpStatus;
    this.retryAt = failure.retryAt;
    this.rid = failure.rid;
    this.platformMessage = failure.platformMessage;
  }
}
