import { missing } from '../kit/errors';
import type { Occasion } from '../kit/occasion';
import { countedFen, type Order } from '../orders/order';
import { moveTo } from '../orders/order-changes';
import { CancelType, orderEvents } from '../orders/order-events';
import { OrderStatus } from '../orders/order-status';
import type { Orders } from '../orders/orders';
import { type Announce, platformOpenid } from '../pushes/shop-event';
import type { Counters } from '../store/counters';
import type { DocStore } from '../store/doc-store';
import type { Gift, GiftRefund } from './gift';

/** What becomes of gifts that nobody takes. */
export class Gifts {
  constructor(
    readonly store: DocStore<Gift>,
    readonly refunds: DocStore<GiftRefund>,
    private readonly orders: Orders,
    private readonly counters: Counters,
    private readonly announce: Announce,
  ) {}

  async get(id: string): Promise<Gift> {
    const gift = await this.store.get(id);
    if (!gift) throw missing('gift', id);
    return gift;
  }

  /**
   * Twenty-four hours are over. A one-to-one gift and a free one are cancelled; the untaken shares of a group gift
   * become one refund. Returns that refund's id.
   */
  async expire(occasion: Occasion, id: string): Promise<string | undefined> {
    const gift = await this.get(id);
    if (gift.ended) return undefined;
    const shares = await this.orders.store.many(gift.orderIds);
    const untaken = shares.filter(({ status }) => status === OrderStatus.giftWaiting);
    this.store.put(Object.assign(gift, { ended: true }));
    if (untaken.length === 0) return undefined;
    if (gift.group && !untaken[0]!.gift?.free) return this.#refund(occasion, gift, untaken);
    for (const order of untaken) {
      this.#expired(occasion, order);
      this.orders.close(occasion, order, CancelType.timeout);
    }
    return undefined;
  }

  /** The money of the untaken shares is back with the giver. */
  async finishRefund(occasion: Occasion, id: string): Promise<void> {
    const refund = await this.refunds.get(id);
    if (refund?.status !== 'PLATFORM_REFUNDING') return;
    const shares = await this.orders.store.many(refund.shares.map(({ orderId }) => orderId));
    refund.status = 'MERCHANT_REFUND_SUCCESS';
    refund.updateTime = occasion.at;
    this.refunds.put(refund);
    const waiting = shares.filter(({ status }) => status === OrderStatus.giftWaiting);
    for (const order of waiting) {
      this.#expired(occasion, order);
      moveTo(order, OrderStatus.refunded);
      order.plan = undefined;
      this.orders.giveBack(occasion, order);
      this.orders.save(order, occasion.at);
    }
    this.#tell(occasion, refund);
    if (occasion.quiet) return;
    for (const order of waiting) this.announce(orderEvents.cancelled(order, occasion.at, CancelType.refunded));
  }

  #refund(occasion: Occasion, gift: Gift, untaken: Order[]): string {
    const refund: GiftRefund = {
      id: this.counters.next('giftRefund'),
      appid: gift.appid,
      giftId: gift.id,
      giverOpenid: untaken[0]!.payerOpenid,
      status: 'PLATFORM_REFUNDING',
      createTime: occasion.at,
      updateTime: occasion.at,
      shares: untaken.map((order) => {
        const { productId, skuId, count } = order.lines[0]!;
        return { orderId: order.id, productId, skuId, count, fen: countedFen(order) };
      }),
    };
    this.refunds.put(refund);
    this.#tell(occasion, refund);
    return refund.id;
  }

  #expired(occasion: Occasion, order: Order): void {
    order.expired = { at: occasion.at, fen: countedFen(order) };
    if (order.expired.fen > 0) occasion.ledger?.giftExpired(order.appid, order.expired.fen, occasion.at);
  }

  /** The documentation names the body object in two ways; both occur. */
  #tell(occasion: Occasion, refund: GiftRefund): void {
    if (occasion.quiet) return;
    const bodyName = occasion.random.pick([
      'finder_shop_present_aftersale_status_update',
      'finder_shop_aftersale_status_update',
    ]);
    const body = { status: refund.status, after_sale_order_id: refund.id, order_id: refund.giftId };
    this.announce({
      appid: refund.appid,
      name: 'channels_ec_present_aftersale_update',
      subject: refund.giftId,
      from: platformOpenid,
      permissionSet: 131,
      at: occasion.at,
      body: { [bodyName]: body },
    });
  }
}
