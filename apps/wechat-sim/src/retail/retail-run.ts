import type pg from 'pg';
import type { AfterSale } from '../after-sales/after-sale';
import { type AfterSales, RefundReason } from '../after-sales/after-sales';
import type { Occasion } from '../kit/occasion';
import { Random } from '../kit/random';
import { addressOf, buyerOpenid } from '../orders/addresses';
import type { Order } from '../orders/order';
import { OrderStatus } from '../orders/order-status';
import type { Orders } from '../orders/orders';
import type { PushQueue } from '../pushes/push-queue';
import type { Shops } from '../shops/shops';
import type { Counters } from '../store/counters';
import type { Writer } from '../store/writer';
import { type Invoice, type InvoiceLine, readInvoices } from './invoices';
import { PurchaseBook } from './purchase-book';
import { RetailGoods } from './retail-goods';
import { RetailReport } from './retail-report';
import { type RefundPart, RetailRule, shopIndex, splitCancellation, splitSale } from './retail-rules';

export interface RetailRequest {
  appids: string[];
  /** Days of the seller's calendar; `to` is not included. */
  from: string;
  to: string;
  pushes: boolean;
  ordersPerSecond?: number;
}

export interface RetailParts {
  file: string;
  pool: pg.Pool;
  writer: Writer;
  orders: Orders;
  afterSales: AfterSales;
  shops: Shops;
  counters: Counters;
  queue: PushQueue;
}

const invoicesPerCommit = 50;
const mostPendingPushes = 2000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Plays invoices of the Online Retail data as orders and refunds, each at its own instant. */
export class RetailRun {
  readonly report = new RetailReport();
  state: 'running' | 'done' | 'failed' = 'running';
  error: string | undefined;
  finished: Promise<void> = Promise.resolve();
  played = 0;
  total = 0;
  #stopped = false;
  #book: PurchaseBook;
  #goods: RetailGoods;
  readonly #random = new Random('retail');

  constructor(
    private readonly parts: RetailParts,
    private readonly request: RetailRequest,
  ) {
    this.#book = new PurchaseBook(parts.orders.store);
    this.#goods = new RetailGoods(parts.shops, parts.counters, request.appids);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Starts; how it went is in `state` and `error` when `finished` resolves, which never rejects. */
  start(): void {
    this.finished = this.#run();
  }

  async #run(): Promise<void> {
    try {
      await this.#play();
      this.state = 'done';
      // The report stays; what was needed to make it is large.
      this.#book = new PurchaseBook(this.parts.orders.store);
      this.#goods = new RetailGoods(this.parts.shops, this.parts.counters, []);
    } catch (error) {
      this.state = 'failed';
      this.error = (error as Error).message;
    }
  }

  async #play(): Promise<void> {
    const { file, pool, writer } = this.parts;
    const { appids, from, to, ordersPerSecond } = this.request;
    await this.#book.load(pool, appids);
    const invoices = await readInvoices(file, from, to);
    this.total = invoices.length;
    const startedAt = Date.now();
    for (const invoice of invoices) {
      if (this.#stopped) throw new Error('stopped');
      this.report.addSource(invoice);
      if (invoice.isCancellation) await this.#cancel(invoice);
      else await this.#sell(invoice);
      this.played += 1;
      if (this.played % invoicesPerCommit === 0) await this.#keepPace();
      if (ordersPerSecond) await pause(Math.max(0, startedAt + (this.played * 1000) / ordersPerSecond - Date.now()));
    }
    await writer.settled();
  }

  async #keepPace(): Promise<void> {
    await this.parts.writer.settled();
    while (!this.#stopped && this.parts.queue.pending > mostPendingPushes) await pause(20);
  }

  async #sell(invoice: Invoice): Promise<void> {
    const { sold, excluded } = splitSale(invoice);
    this.report.addExcluded(invoice, excluded);
    if (sold.length === 0) return;
    this.report.addSold(
      invoice,
      sold.reduce((sum, { quantity, priceFen }) => sum + quantity * priceFen, 0),
    );
    if (this.#book.hasPlayed(invoice.number)) return;
    const { orders } = this.parts;
    const occasion = this.#occasion(invoice);
    const order = this.#orderOf(invoice, sold);
    orders.add(occasion, order);
    await orders.pay(occasion, order.id);
    this.#book.add(order);
  }

  async #cancel(invoice: Invoice): Promise<void> {
    for (const [index, line] of invoice.lines.entries()) {
      if (invoice.customer === '') {
        this.report.addExcluded(invoice, [{ rule: RetailRule.unknownCustomer, fen: -line.quantity * line.priceFen }]);
      } else {
        await this.#cancelLine(invoice, line, `${invoice.number}#${index + 1}`);
      }
    }
  }

  async #cancelLine(invoice: Invoice, line: InvoiceLine, origin: string): Promise<void> {
    const appid = this.#shopOf(invoice);
    const before = this.#book.outcomeOf(origin);
    if (before) {
      this.report.addExcluded(invoice, before.leftOut);
      return this.report.addRefunded(invoice, before.fen);
    }
    const bought = await this.#book.bought(appid, personOf(appid, invoice), line.code, invoice.at);
    const { parts, excluded } = splitCancellation(line, bought);
    this.report.addExcluded(invoice, excluded);
    for (const [at, part] of parts.entries()) {
      await this.#refund(invoice, part, { line: origin, leftOut: at === 0 ? excluded : [] });
    }
    this.report.addRefunded(
      invoice,
      parts.reduce((sum, { amountFen }) => sum + amountFen, 0),
    );
  }

  async #refund(invoice: Invoice, part: RefundPart, origin: AfterSale['origin']): Promise<void> {
    const { orderId, lineIndex, count, amountFen } = part;
    const { afterSales } = this.parts;
    const occasion = this.#occasion(invoice);
    const wanted = { type: 'REFUND', lineIndex, count, amountFen, origin } as const;
    const { id } = await afterSales.open(occasion, orderId, wanted);
    await afterSales.accept(occasion, id, RefundReason.merchantConsole);
    await afterSales.complete(occasion, id);
  }

  #orderOf(invoice: Invoice, sold: InvoiceLine[]): Order {
    const { at, number } = invoice;
    const appid = this.#shopOf(invoice);
    const openid = personOf(appid, invoice);
    return {
      id: this.parts.counters.next('order'),
      appid,
      kind: 'self',
      status: OrderStatus.pendingPayment,
      createTime: at,
      updateTime: at,
      payerOpenid: openid,
      openid,
      address: addressOf(openid),
      lines: sold.map((line, index) => this.#goods.line(appid, line, index, at)),
      freightFen: 0,
      refundedFreightFen: 0,
      scene: 1,
      parcels: [],
      customerNotes: number,
      merchantNotes: '',
      afterSales: [],
      origin: number,
    };
  }

  #shopOf({ customer, number }: Invoice): string {
    const { appids } = this.request;
    return appids[shopIndex(customer || number, appids.length)]!;
  }

  #occasion({ at }: Invoice): Occasion {
    return { at, random: this.#random, quiet: !this.request.pushes, frozen: true };
  }
}

const personOf = (appid: string, { customer, number }: Invoice): string =>
  buyerOpenid(appid, `retail ${customer || number}`);
