import { DomainError } from '@zhanggui/platform';

/** Nothing of this after-sale waits for the merchant's agreement to pay. */
export class NotAwaitingRefund extends DomainError<'NOT_AWAITING_REFUND'> {
  constructor(platformStatus: string) {
    super('NOT_AWAITING_REFUND', 409, { platformStatus });
  }
}
/** @param amountFen what would be paid back now */
export class RefundAmountChanged extends DomainError<'REFUND_AMOUNT_CHANGED'> {
  constructor(amountFen: number) {
    super('REFUND_AMOUNT_CHANGED', 409, { amountFen });
  }
}
/** The same refund was agreed to already and is on its way. */
export class RefundUnderWay extends DomainError<'REFUND_UNDER_WAY'> {
  constructor() {
    super('REFUND_UNDER_WAY', 409);
  }
}
