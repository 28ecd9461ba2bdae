/** Names of the work that stores ask for; `libs/ingestion` does it. */
export const topics = {
  /** A store was connected or authorised anew: read what the platform says of it, then its history. Subject: 'shop'. */
  connect: 'store.connect',
  /** Read the history. Subject: the backfill's id. */
  backfill: 'store.backfill',
  /** Look for changes that no push announced. Subject: the kind. */
  poll: 'store.poll',
  /** Compare a day with the platform. Subject: kind and day, 'orders 2026-01-31'. */
  reconcile: 'store.reconcile',
  /** Put all figures on their days anew, after a change of the time zone. Subject: 'figures'. */
  rebuildFigures: 'store.rebuild-figures',
  /** Read one order again. Subject: the platform's id. */
  order: 'order.read',
  /** Read one after-sale again. Subject: the platform's id. */
  afterSale: 'after-sale.read',
  /** Tell the platform that a refund is agreed to. Subject: the decision's id. */
  agreeToRefund: 'refund.agree',
  /** Read the refund of a gift's unclaimed shares again. Subject: the platform's id. */
  giftAfterSale: 'gift-after-sale.read',
} as const;
export type Topic = (typeof topics)[keyof typeof topics];

export const syncKinds = ['orders', 'after_sales', 'gift_after_sales'] as const;
export type SyncKind = (typeof syncKinds)[number];
