import type { Random } from './random';

/** Keeps its own account of money as acts happen. */
export interface Ledger {
  paid(appid: string, fen: number, at: number): void;
  refunded(appid: string, fen: number, at: number): void;
  giftExpired(appid: string, fen: number, at: number): void;
}

/** Under which circumstances an act happens. */
export interface Occasion {
  /** Business instant, epoch seconds. */
  at: number;
  random: Random;
  /** No pushes, and stock stays as it is: the past. */
  quiet?: boolean;
  /** The clock leaves what is made here alone. */
  frozen?: boolean;
  ledger?: Ledger;
}
