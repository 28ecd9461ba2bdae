import type pg from 'pg';
import { Component } from './access/component';
import { Tokens } from './access/tokens';
import { afterSalesTable } from './after-sales/after-sale';
import { AfterSales } from './after-sales/after-sales';
import type { Config } from './config';
import { Faults } from './faults/faults';
import { giftRefundsTable, giftsTable } from './gifts/gift';
import { Gifts } from './gifts/gifts';
import { BusinessClock, type ClockSetting, type RealClock } from './kit/clock';
import { conflict } from './kit/errors';
import type { Occasion } from './kit/occasion';
import { Random } from './kit/random';
import { History } from './life/history';
import { Lifecycle } from './life/lifecycle';
import { Ticker } from './life/ticker';
import { Traffic, trafficHaste } from './life/traffic';
import { ordersTable } from './orders/order';
import { OrderQueries } from './orders/order-queries';
import { Orders } from './orders/orders';
import { afterSaleCalls } from './platform/after-sale-calls';
import type { Call } from './platform/call';
import { componentCalls } from './platform/component-calls';
import { Gateway } from './platform/gateway';
import { orderCalls } from './platform/order-calls';
import { shopCalls } from './platform/shop-calls';
import { tokenCalls } from './platform/token-calls';
import type { Send } from './pushes/http-send';
import type { Push } from './pushes/push';
import { PushQueue } from './pushes/push-queue';
import { Pushes } from './pushes/pushes';
import { type RetailRequest, RetailRun } from './retail/retail-run';
import { Shops } from './shops/shops';
import { Counters } from './store/counters';
import { DocStore } from './store/doc-store';
import { Settings } from './store/settings';
import { Writer } from './store/writer';

export interface SimulatorParts {
  config: Config;
  pool: pg.Pool;
  clock: RealClock;
  send: Send;
  /** The database refused a commit: memory is ahead of it, so the process must not go on. */
  onLostWrite(error: unknown): void;
}

const tables = [
  'settings',
  'counters',
  'shops',
  'products',
  'tokens',
  'orders',
  'gifts',
  'after_sales',
  'gift_refunds',
  'pushes',
];

/** All parts of the simulated platform, put together. */
export class Simulator {
  readonly pool: pg.Pool;
  readonly writer: Writer;
  readonly clock: BusinessClock;
  readonly random = new Random('');
  readonly settings: Settings;
  readonly counters: Counters;
  readonly shops: Shops;
  readonly tokens: Tokens;
  readonly component: Component;
  readonly faults: Faults;
  readonly pushes: Pushes;
  readonly queue: PushQueue;
  readonly orders: Orders;
  readonly gifts: Gifts;
  readonly afterSales: AfterSales;
  readonly queries: OrderQueries;
  readonly lifecycle: Lifecycle;
  readonly ticker: Ticker;
  readonly traffic: Traffic;
  readonly gateway: Gateway;
  readonly calls: readonly Call[];
  retail: RetailRun | undefined;
  readonly #stores: readonly { clear(): void }[];

  constructor(private readonly parts: SimulatorParts) {
    const { pool, clock, config } = parts;
    const { random } = this;
    this.pool = pool;
    this.clock = new BusinessClock(clock);
    const writer = new Writer(pool, parts.onLostWrite);
    this.writer = writer;
    this.settings = new Settings(writer);
    this.counters = new Counters(writer);
    this.shops = new Shops(writer, this.counters);
    this.tokens = new Tokens(writer, clock, random);
    this.component = new Component(this.settings, this.shops, clock, random);
    this.faults = new Faults(this.settings, random);
    const { shops, component, counters, faults } = this;
    this.pushes = new Pushes({ pool, shops, component, counters, clock, random, faults });
    const { destinationOf, announce } = this.pushes;
    const schedule = config.retryScheduleSeconds;
    this.queue = new PushQueue({ pool, writer, clock, random, faults, send: parts.send, destinationOf, schedule });
    this.pushes.queue = this.queue;

    const orderStore = new DocStore(pool, writer, ordersTable, ({ id }) => id);
    const giftStore = new DocStore(pool, writer, giftsTable, ({ id }) => id);
    const refundStore = new DocStore(pool, writer, giftRefundsTable, ({ id }) => id);
    const afterSaleStore = new DocStore(pool, writer, afterSalesTable, ({ id }) => id);
    this.#stores = [orderStore, giftStore, refundStore, afterSaleStore];
    this.orders = new Orders(orderStore, giftStore, shops, counters, announce, faults);
    this.gifts = new Gifts(giftStore, refundStore, this.orders, counters, announce);
    this.afterSales = new AfterSales(afterSaleStore, this.orders, counters, announce);
    this.queries = new OrderQueries(pool, orderStore);
    this.lifecycle = new Lifecycle(this.orders, this.gifts, this.afterSales);
    this.ticker = new Ticker({ pool, writer, lifecycle: this.lifecycle, random, haste: trafficHaste });
    this.traffic = new Traffic(this.clock, this.orders, shops, random);
    this.gateway = new Gateway(this.tokens, shops, faults, clock, random);
    this.calls = this.#makeCalls();
  }

  /** Takes up what the database holds. */
  async load(): Promise<void> {
    const { pool, settings } = this;
    await settings.load(pool);
    await this.counters.load(pool);
    await this.shops.load(pool);
    await this.tokens.load(pool);
    this.component.load();
    this.faults.load();
    const clock = settings.get<ClockSetting>('clock');
    if (clock) this.clock.restore(clock);
    // A restart must not repeat random texts that were already given out as tokens.
    const starts = settings.get<number>('starts') ?? 0;
    settings.set('starts', starts + 1);
    this.random.reseed(`${this.seed}/${starts}`);
    await this.queue.load();
    await this.writer.settled();
  }

  get seed(): string {
    return this.settings.get<string>('seed') ?? this.parts.config.seed;
  }

  async reset(seed?: string): Promise<void> {
    this.traffic.stop();
    this.retail?.stop();
    this.queue.clear();
    await this.writer.settled();
    await this.pool.query(`TRUNCATE ${tables.join(', ')}`);
    for (const store of this.#stores) store.clear();
    this.clock.set({ nowMs: this.clock.real.now(), speed: 1 });
    await this.settings.load(this.pool);
    if (seed !== undefined) this.settings.set('seed', seed);
    await this.writer.settled();
    await this.load();
  }

  /** Now, on the business clock. */
  occasion(at: number = this.clock.now()): Occasion {
    return { at, random: this.random };
  }

  get history(): History {
    const { seed, orders, gifts, afterSales, lifecycle, writer } = this;
    return new History({ seed, orders, gifts, afterSales, lifecycle, writer });
  }

  /** Starts to play the retail data in the background; one run at a time. */
  startRetail(request: RetailRequest): RetailRun {
    if (this.retail?.state === 'running') throw conflict('a retail run is going on');
    const { pool, writer, orders, afterSales, shops, counters, queue } = this;
    const file = this.parts.config.retailFile;
    this.retail = new RetailRun({ file, pool, writer, orders, afterSales, shops, counters, queue }, request);
    this.retail.start();
    return this.retail;
  }

  async setClock(change: { nowMs?: number; speed?: number }): Promise<void> {
    this.clock.set(change);
    this.settings.set('clock', this.clock.setting);
    await this.ticker.tick(this.clock.now());
  }

  pushTicket(): { ticket: string; push: Push | undefined } {
    const ticket = this.component.newTicket();
    return {
      ticket,
      push: this.pushes.announceToComponent({ InfoType: 'component_verify_ticket', ComponentVerifyTicket: ticket }),
    };
  }

  #makeCalls(): Call[] {
    const { pool, writer, orders, gifts, afterSales, queries, shops, tokens, component, faults } = this;
    const occasion = () => this.occasion();
    return [
      ...tokenCalls(shops, tokens, this.clock.real),
      ...componentCalls(component, tokens, shops, () => this.pushTicket()),
      ...shopCalls(shops),
      ...orderCalls({ orders, gifts, queries, writer, faults, occasion }),
      ...afterSaleCalls({ pool, orders, afterSales, gifts, writer, occasion }),
    ];
  }
}
