import type { ErrorCode } from '@zhanggui/contracts';

/** A refusal that a person can understand and act on. `code` is contract; the edge adds the text of the reader's language. */
export class DomainError<Code extends ErrorCode = ErrorCode> extends Error {
  constructor(
    readonly code: Code,
    readonly httpStatus: number,
    readonly details: Record<string, unknown> = {},
  ) {
    super(code);
  }
}

export class NotFound extends DomainError<'NOT_FOUND'> {
  constructor(kind: string) {
    super('NOT_FOUND', 404, { kind });
  }
}
export class Forbidden extends DomainError<'FORBIDDEN'> {
  constructor(permission: string) {
    super('FORBIDDEN', 403, { permission });
  }
}
