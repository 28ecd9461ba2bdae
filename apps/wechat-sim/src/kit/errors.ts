/** An answer of the platform with an error code; travels with HTTP 200. */
export class WireError extends Error {
  constructor(
    readonly errcode: number,
    message: string,
  ) {
    super(message);
  }
}

/** The platform's answer to a caller that is not on the allow-list: HTTP 403 without a body. */
export class Forbidden extends Error {}

type RefusalKind = 'invalid' | 'missing' | 'conflict';

/** An act that cannot be done, said to the caller of the control API. */
export class Refusal extends Error {
  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const missing = (what: string, id: string) => new Refusal('missing', 'NOT_FOUND', `no ${what} ${id}`);
export const conflict = (message: string) => new Refusal('conflict', 'STATE', message);
export const invalid = (message: string) => new Refusal('invalid', 'INPUT', message);
