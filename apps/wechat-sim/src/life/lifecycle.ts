import type { AfterSale } from '../after-sales/after-sale';
import { type AfterSales, RefundReason } from '../after-sales/after-sales';
import type { Gifts } from '../gifts/gifts';
import { Refusal } from '../kit/errors';
import type { Occasion } from '../kit/occasion';
import type { Order, Step } from '../orders/order';
import { isDue } from '../orders/order-changes';
import { CancelType } from '../orders/order-events';
import { OrderStatus } from '../orders/order-status';
import type { Orders } from '../orders/orders';
import { planAfterSale } from './planner';

/** The kinds of things that time alone moves on, named like their tables. */
export type DueKind = 'orders' | 'gifts' | 'after_sales' | 'gift_refunds';

/** What happens when something is due: a planned step, or the end of a waiting time. */
export class Lifecycle {
  constructor(
    private readonly orders: Orders,
    private readonly gifts: Gifts,
    private readonly afterSales: AfterSales,
  ) {}

  /** Something that cannot go on as planned is left where it is, without a clock. Answers the id of a new gift refund. */
  async run(kind: DueKind, id: string, occasion: Occasion, haste = 1): Promise<string | undefined> {
    try {
      if (kind === 'orders') await this.#runOrder(id, occasion, haste);
      else if (kind === 'after_sales') await this.#runAfterSale(id, occasion);
      else if (kind === 'gifts') return await this.gifts.expire(occasion, id);
      else await this.gifts.finishRefund(occasion, id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.#leaveAlone(kind, id);
    }
    return undefined;
  }

  async #runOrder(id: string, occasion: Occasion, haste: number): Promise<void> {
    const order = await this.orders.get(id);
    const step = order.plan?.[0];
    if (step && step.at <= occasion.at) {
      order.plan = order.plan!.slice(1);
      this.orders.store.put(order);
      await this.#takeStep(order, step, occasion, haste);
    } else if (isDue(order, occasion.at)) {
      if (order.status === OrderStatus.pendingPayment) await this.orders.cancel(occasion, id, CancelType.timeout);
      else await this.orders.confirm(occasion, id, true);
    }
  }

  async #takeStep(order: Order, step: Step, occasion: Occasion, haste: number): Promise<void> {
    const { id } = order;
    if (step.act === 'pay') await this.orders.pay(occasion, id, step.method);
    if (step.act === 'cancel') await this.orders.cancel(occasion, id);
    if (step.act === 'accept') await this.orders.accept(occasion, id);
    if (step.act === 'complete-group') await this.orders.completeGroup(occasion, id);
    if (step.act === 'ship') await this.orders.ship(occasion, id);
    if (step.act === 'ship-part' && canBeSplit(order)) await this.orders.ship(occasion, id, true);
    if (step.act === 'confirm') await this.orders.confirm(occasion, id);
    if (step.act === 'ask-refund') {
      await this.afterSales.open(occasion, id, { plan: planAfterSale(occasion.at, occasion.random, haste) });
    }
  }

  async #runAfterSale(id: string, occasion: Occasion): Promise<void> {
    const afterSale = await this.afterSales.get(id);
    const step = afterSale.plan?.[0];
    if (step && step.at <= occasion.at) {
      afterSale.plan = afterSale.plan!.slice(1);
      this.afterSales.store.put(afterSale);
      await this.#takeAfterSaleStep(afterSale, step, occasion);
    } else if (afterSale.status === 'PLATFORM_REFUNDING' || afterSale.status === 'USER_WAIT_RECEIPT') {
      await this.afterSales.complete(occasion, id);
    } else if (afterSale.deadline !== undefined && afterSale.deadline <= occasion.at) {
      await this.#deadlinePassed(afterSale, occasion);
    }
  }

  async #takeAfterSaleStep({ id, status }: AfterSale, step: Step, occasion: Occasion): Promise<void> {
    const waitsForMerchant = status === 'MERCHANT_PROCESSING' || status === 'MERCHANT_WAIT_RECEIPT';
    if (step.act === 'agree' && waitsForMerchant) await this.afterSales.accept(occasion, id);
    if (step.act === 'refuse' && waitsForMerchant) await this.afterSales.reject(occasion, id);
    if (step.act === 'send-back' && status === 'USER_WAIT_RETURN') await this.afterSales.returnGoods(occasion, id);
  }

  async #deadlinePassed({ id, status }: AfterSale, occasion: Occasion): Promise<void> {
    if (status === 'USER_WAIT_RETURN') await this.afterSales.closeReturn(occasion, id);
    else await this.afterSales.accept(occasion, id, RefundReason.merchantTimeout);
  }

  async #leaveAlone(kind: DueKind, id: string): Promise<void> {
    const holder = {
      orders: this.orders.store,
      after_sales: this.afterSales.store,
      gifts: this.gifts.store,
      gift_refunds: undefined,
    }[kind];
    const value = await holder?.get(id);
    if (!holder || !value) return;
    value.timers = false;
    (holder as { put(value: unknown): void }).put(value);
  }
}

const canBeSplit = ({ lines }: Order): boolean => lines.length > 1 || (lines[0]?.count ?? 0) > 1;
