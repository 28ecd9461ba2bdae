import { shanghaiDay } from '../kit/local-day';
import type { Ledger } from '../kit/occasion';

export interface Day {
  ordersPaid: number;
  gmvFen: number;
  refundFen: number;
  expiredGiftFen: number;
}

export const emptyDay = (): Day => ({ ordersPaid: 0, gmvFen: 0, refundFen: 0, expiredGiftFen: 0 });

/** Adds up by shop and Shanghai day as acts happen, without the database. */
export class DayLedger implements Ledger {
  readonly shops: Record<string, Record<string, Day>> = {};

  paid(appid: string, fen: number, at: number): void {
    const day = this.#day(appid, at);
    day.ordersPaid += 1;
    day.gmvFen += fen;
  }

  refunded(appid: string, fen: number, at: number): void {
    if (fen > 0) this.#day(appid, at).refundFen += fen;
  }

  giftExpired(appid: string, fen: number, at: number): void {
    this.#day(appid, at).expiredGiftFen += fen;
  }

  #day(appid: string, at: number): Day {
    this.shops[appid] ??= {};
    const days = this.shops[appid];
    const day = shanghaiDay(at);
    days[day] ??= emptyDay();
    return days[day];
  }
}
