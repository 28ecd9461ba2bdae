import { Injectable } from '@nestjs/common';
import type { HeldWork } from '@zhanggui/platform';
import { type Topic, topics } from '@zhanggui/stores';
import { Backfill } from '../sync/backfill';
import { ConnectStore } from '../sync/connect-store';
import { PollStore } from '../sync/poll-store';
import { RebuildFigures } from '../sync/rebuild-figures';
import { Reconcile } from '../sync/reconcile';
import { AgreeToRefund } from './agree-to-refund';
import { ReadAgain } from './read-again';
import type { WorkContext } from './work-context';

/** @returns the work once more when it was asked for again meanwhile */
type Handler = (context: WorkContext) => Promise<HeldWork | undefined>;

/** Which work is done by whom: one short method per topic. */
@Injectable()
export class WorkHandlers {
  private readonly handlers: Record<Topic, Handler>;

  constructor(
    readAgain: ReadAgain,
    connect: ConnectStore,
    backfill: Backfill,
    poll: PollStore,
    reconcile: Reconcile,
    rebuild: RebuildFigures,
    refund: AgreeToRefund,
  ) {
    this.handlers = {
      [topics.order]: (context) => readAgain.order(context),
      [topics.afterSale]: (context) => readAgain.afterSale(context),
      [topics.giftAfterSale]: (context) => readAgain.giftAfterSale(context),
      [topics.agreeToRefund]: (context) => refund.run(context),
      [topics.connect]: (context) => connect.run(context),
      [topics.backfill]: (context) => backfill.run(context),
      [topics.poll]: (context) => poll.run(context),
      [topics.reconcile]: (context) => reconcile.run(context),
      [topics.rebuildFigures]: (context) => rebuild.run(context),
    };
  }

  handle(topic: Topic, context: WorkContext): Promise<HeldWork | undefined> {
    const handler = this.handlers[topic];
    if (!handler) throw new Error(`Nothing handles the topic "${topic}"`);
    return handler(context);
  }
}
