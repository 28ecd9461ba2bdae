import { afterSaleDue } from '../after-sales/after-sale';
import type { AfterSales } from '../after-sales/after-sales';
import { DayLedger } from '../figures/day-ledger';
import { giftDue, giftRefundDue } from '../gifts/gift';
import type { Gifts } from '../gifts/gifts';
import { shanghaiMidnight, shanghaiWeekday } from '../kit/local-day';
import type { Occasion } from '../kit/occasion';
import { Random } from '../kit/random';
import { nextDue, type Order } from '../orders/order';
import type { Orders, Placed } from '../orders/orders';
import type { Writer } from '../store/writer';
import type { DueKind, Lifecycle } from './lifecycle';
import { planOrder, randomKind } from './planner';

export interface HistoryRequest {
  appids: string[];
  days: number;
  ordersPerDay: number;
  /** Epoch seconds. */
  until: number;
}

export interface HistoryResult {
  orders: number;
  afterSales: number;
  gifts: number;
  expected: DayLedger['shops'];
}

interface HistoryParts {
  seed: string;
  orders: Orders;
  gifts: Gifts;
  afterSales: AfterSales;
  lifecycle: Lifecycle;
  writer: Writer;
}

interface Due {
  kind: DueKind;
  id: string;
  at: number;
}

const byWeekday = [1.25, 0.9, 0.88, 0.92, 0.95, 1.05, 1.3];
const byHour = [2, 1, 1, 1, 1, 2, 3, 5, 7, 9, 10, 10, 11, 9, 8, 8, 8, 8, 9, 12, 16, 17, 12, 6];
const hours = byHour.map((weight, hour) => [hour, weight] as const);
const ordersPerCommit = 400;
const secondsPerDay = 86_400;

/** A past for shops: every order lives through what is planned for it up to the instant at which the past ends. */
export class History {
  constructor(private readonly parts: HistoryParts) {}

  async write({ appids, days, ordersPerDay, until }: HistoryRequest): Promise<HistoryResult> {
    const ledger = new DayLedger();
    const result = { orders: 0, afterSales: 0, gifts: 0, expected: ledger.shops };
    const today = shanghaiMidnight(until);
    for (const appid of appids) {
      for (let day = today - (days - 1) * secondsPerDay; day <= today; day += secondsPerDay) {
        const random = new Random(`${this.parts.seed}/history/${appid}/${day}`);
        await this.#writeDay({ appid, day, until, ordersPerDay, random, ledger, result });
      }
    }
    await this.parts.writer.settled();
    return result;
  }

  async #writeDay(task: DayTask): Promise<void> {
    const { appid, day, until, ordersPerDay, random, ledger, result } = task;
    const busy = byWeekday[shanghaiWeekday(day)]! * (0.85 + random.next() * 0.3);
    const wanted = Math.round(ordersPerDay * busy);
    const times = Array.from({ length: wanted }, () => day + random.weighted(hours) * 3600 + random.int(0, 3599)).sort(
      (a, b) => a - b,
    );
    for (const [count, at] of times.entries()) {
      if (at > until) break;
      const placed = this.#place(appid, { at, random, quiet: true, ledger });
      await this.#live(placed, until, { at, random, quiet: true, ledger });
      const shares = await this.parts.orders.store.many(placed.orderIds);
      await this.#forgetPlans(shares);
      result.orders += shares.length;
      result.gifts += placed.giftId ? 1 : 0;
      result.afterSales += shares.reduce((sum, order) => sum + order.afterSales.length, 0);
      if (count % ordersPerCommit === 0) await this.parts.writer.settled();
    }
    await this.parts.writer.settled();
  }

  #place(appid: string, occasion: Occasion): Placed {
    const kind = randomKind(occasion.random);
    const shares = kind === 'group-gift' ? occasion.random.int(2, 6) : 1;
    const plan = planOrder(kind, occasion.at, occasion.random);
    return this.parts.orders.place(occasion, appid, { kind, shares }, plan);
  }

  async #live(placed: Placed, until: number, occasion: Occasion): Promise<void> {
    const refunds: string[] = [];
    for (;;) {
      const due = await this.#firstDue(placed, refunds);
      if (!due || due.at > until) return;
      const refundId = await this.parts.lifecycle.run(due.kind, due.id, { ...occasion, at: due.at });
      if (refundId) refunds.push(refundId);
    }
  }

  /** The next thing that time brings to an order, or to the gift that it belongs to. */
  async #firstDue({ orderIds, giftId }: Placed, refundIds: string[]): Promise<Due | undefined> {
    const { orders, gifts, afterSales } = this.parts;
    const shares = await orders.store.many(orderIds);
    const afterSaleIds = shares.flatMap((order) => order.afterSales.map(({ id }) => id));
    const gift = giftId ? await gifts.store.get(giftId) : undefined;
    const entries: Due[] = [];
    const add = (kind: DueKind, id: string, at: number | null) => {
      if (at !== null) entries.push({ kind, id, at });
    };
    for (const order of shares) add('orders', order.id, nextDue(order));
    for (const one of await afterSales.store.many(afterSaleIds)) add('after_sales', one.id, afterSaleDue(one));
    for (const refund of await gifts.refunds.many(refundIds)) add('gift_refunds', refund.id, giftRefundDue(refund));
    if (gift) add('gifts', gift.id, giftDue(gift));
    return entries.sort((one, other) => one.at - other.at)[0];
  }

  /** From here on people decide. */
  async #forgetPlans(shares: Order[]): Promise<void> {
    const { orders, afterSales } = this.parts;
    for (const order of shares) {
      if (order.plan) orders.store.put(Object.assign(order, { plan: undefined }));
      const opened = await afterSales.store.many(order.afterSales.map(({ id }) => id));
      for (const one of opened) if (one.plan) afterSales.store.put(Object.assign(one, { plan: undefined }));
    }
  }
}

interface DayTask {
  appid: string;
  day: number;
  until: number;
  ordersPerDay: number;
  random: Random;
  ledger: DayLedger;
  result: HistoryResult;
}
