import type { BusinessClock } from '../kit/clock';
import type { Random } from '../kit/random';
import type { Orders } from '../orders/orders';
import type { Shops } from '../shops/shops';
import { planOrder, randomKind } from './planner';

export interface TrafficRequest {
  ordersPerMinute: number;
  appids?: string[];
  seconds?: number;
}

/** In live traffic a day of waiting passes in minutes. */
export const trafficHaste = 240;

interface Running extends TrafficRequest {
  startedAt: number;
  placed: number;
}

/** Places orders at a steady rate of the real clock; what follows is planned on the business clock. */
export class Traffic {
  #running: Running | undefined;
  #lastPlaced = 0;

  constructor(
    private readonly clock: BusinessClock,
    private readonly orders: Orders,
    private readonly shops: Shops,
    private readonly random: Random,
  ) {}

  get state(): { running: boolean; placed: number } {
    return { running: this.#running !== undefined, placed: this.#running?.placed ?? this.#lastPlaced };
  }

  start(request: TrafficRequest): void {
    this.#running = { ...request, startedAt: this.clock.real.now(), placed: 0 };
  }

  stop(): void {
    this.#lastPlaced = this.state.placed;
    this.#running = undefined;
  }

  /** Places what is owed since the last call. */
  pump(): void {
    const running = this.#running;
    if (!running) return;
    const elapsed = (this.clock.real.now() - running.startedAt) / 1000;
    const counted = Math.min(elapsed, running.seconds ?? elapsed);
    const owed = Math.floor((counted * running.ordersPerMinute) / 60);
    const wanted = running.appids ?? this.shops.list().map(({ appid }) => appid);
    const appids = wanted.filter((appid) => this.shops.productsOf(appid).some(({ status }) => status === 5));
    while (running.placed < owed && appids.length > 0) {
      this.#placeOne(this.random.pick(appids));
      running.placed += 1;
    }
    if (running.seconds !== undefined && elapsed >= running.seconds) this.stop();
  }

  #placeOne(appid: string): void {
    const at = this.clock.now();
    const kind = randomKind(this.random);
    const shares = kind === 'group-gift' ? this.random.int(2, 6) : 1;
    const plan = planOrder(kind, at, this.random, trafficHaste);
    this.orders.place({ at, random: this.random }, appid, { kind, shares }, plan);
  }
}
