import { Injectable } from '@nestjs/common';
import { type AfterSaleValues, afterSaleValues, type DecidedRefund, writeRefundEntry } from '@zhanggui/after-sales';
import { awaitsRefund, type RefundDecisionState } from '@zhanggui/contracts';
import {
  Clock,
  completeWork,
  Database,
  fen,
  type HeldWork,
  prolongWork,
  requestWork,
  type TenantTx,
} from '@zhanggui/platform';
import { problemOf, topics } from '@zhanggui/stores';
import { WechatApi, WechatError } from '@zhanggui/wechat';
import type { WorkContext } from './work-context';

interface Decision extends DecidedRefund {
  readonly id: string;
  /** It may have reached the platform already. */
  readonly wasSent: boolean;
}

type End = Exclude<RefundDecisionState, 'waiting' | 'sent'>;

/** One refund per order and minute. */
const tooFrequent = 10021059;
const quietMs = 61_000;

/** States in which the platform has an agreement. */
const agreedStates = new Set([
  'PLATFORM_REFUNDING',
  'PLATFORM_REFUND_FAIL',
  'MERCHANT_REFUND_SUCCESS',
  'MERCHANT_RETURN_SUCCESS',
]);
/** `refund_reason` of the platform: the money went because an API call said so. */
const byCall = 3;

/** Whether a call brought the after-sale where it is; where the platform names no reason, one that was sent did. */
const agreedByCall = ({ platformStatus, refundReason }: Shown): boolean =>
  agreedStates.has(platformStatus) && (refundReason === null || refundReason === byCall);

type Shown = Pick<AfterSaleValues, 'type' | 'platformStatus' | 'amountFen' | 'refundReason'>;

/** What is to be done with a decision, by what the platform shows now. Pure. */
function nextStep(decision: Pick<Decision, 'amountFen' | 'wasSent'>, shown: Shown): 'send' | 'done' | 'overtaken' {
  if (awaitsRefund(shown.type, shown.platformStatus))
    return shown.amountFen === decision.amountFen ? 'send' : 'overtaken';
  return decision.wasSent && agreedByCall(shown) ? 'done' : 'overtaken';
}

/**
 * Tells the platform that a refund is agreed to, so that the money goes once. It is asked how the after-sale stands before
 * each sending, and that it is being sent is on disk before: whatever happens to an answer, the next try sees whether the
 * after-sale still waits. Two senders cannot both succeed, since the platform takes it in one state only.
 */
@Injectable()
export class AgreeToRefund {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly api: WechatApi,
  ) {}

  async run(context: WorkContext): Promise<HeldWork | undefined> {
    const { work, tenant } = context;
    const decision = await this.db.tenant(tenant, (tx) => this.open(tx, work));
    if (!decision) return this.db.tenant(tenant, (tx) => completeWork(tx, work));
    const looked = await this.look(context, decision, async (tx, step, now) => {
      if (step !== 'send') return this.end(tx, work, decision, step, now);
      await tx.query(
        "UPDATE refund_decision SET state = 'sent', sent_at = COALESCE(sent_at, $3) WHERE merchant_id = $1 AND id = $2",
        [decision.id, now],
      );
      await prolongWork(tx, work, now);
      return 'send' as const;
    });
    if (looked !== 'send') return looked;
    try {
      await this.api.agreeToRefund(this.target(context, decision), decision.platformAfterSaleId);
    } catch (error) {
      if (!(error instanceof WechatError) || !refuses(error)) throw error;
      const { code, kind, path } = error;
      if (code === tooFrequent) {
        const retryAt = new Date(this.clock.now().getTime() + quietMs);
        throw new WechatError({ kind, path, permanent: false, code, retryAt });
      }
      // An earlier sending may be why it is refused now.
      return this.look(context, { ...decision, wasSent: true }, (tx, step, now) =>
        this.end(tx, work, decision, step === 'send' ? 'failed' : step, now, step === 'send' ? error : undefined),
      );
    }
    return this.db.tenant(tenant, (tx) => this.end(tx, work, decision, 'done', this.clock.now()));
  }

  private target({ store }: WorkContext, { platformOrderId }: Decision) {
    return { appId: store.appId, trace: { kind: 'order', id: platformOrderId } };
  }

  private async open(tx: TenantTx, { subject: id, storeId }: HeldWork): Promise<Decision | undefined> {
    const [row] = await tx.query<{
      platform_after_sale_id: string;
      platform_order_id: string;
      amount_fen: string;
      user_name: string;
      state: RefundDecisionState;
    }>(
      `SELECT platform_after_sale_id, platform_order_id, amount_fen, user_name, state FROM refund_decision
       WHERE merchant_id = $1 AND id = $2 AND ended_at IS NULL`,
      [id],
    );
    return (
      row && {
        id,
        storeId,
        platformAfterSaleId: row.platform_after_sale_id,
        platformOrderId: row.platform_order_id,
        amountFen: fen(row.amount_fen),
        by: row.user_name,
        wasSent: row.state === 'sent',
      }
    );
  }

  /** Asks the platform how the after-sale stands and goes on by it. What is shown is kept by the reading of after-sales alone. */
  private async look<T>(
    context: WorkContext,
    decision: Decision,
    then: (tx: TenantTx, step: ReturnType<typeof nextStep>, now: Date) => Promise<T>,
  ): Promise<T> {
    const { snapshot } = await this.api.getAfterSale(this.target(context, decision), decision.platformAfterSaleId);
    const step = nextStep(decision, afterSaleValues(snapshot));
    return this.db.tenant(context.tenant, (tx) => then(tx, step, this.clock.now()));
  }

  private async end(
    tx: TenantTx,
    work: HeldWork,
    decision: Decision,
    state: End,
    now: Date,
    error?: WechatError,
  ): Promise<HeldWork | undefined> {
    await tx.query(
      'UPDATE refund_decision SET state = $3, ended_at = $4, problem = $5 WHERE merchant_id = $1 AND id = $2 AND ended_at IS NULL',
      [decision.id, state, now, error ? JSON.stringify(problemOf(error, now)) : null],
    );
    if (state !== 'done') await writeRefundEntry(tx, `refund_${state}`, decision, now);
    const { storeId, platformAfterSaleId: subject } = decision;
    await requestWork(tx, [{ storeId, topic: topics.afterSale, subject, queue: 'live' }], now);
    return completeWork(tx, work);
  }
}

/** The platform said no to this very refund; everything else is trouble that passes or that a person mends for the whole store. */
const refuses = ({ kind, code }: WechatError): boolean =>
  code !== undefined && (kind === 'other' || kind === 'bad_request' || kind === 'not_found');
