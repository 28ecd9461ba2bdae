import type pg from 'pg';
import type { AfterSale } from '../after-sales/after-sale';
import { lineFen, type Order } from '../orders/order';
import type { DocStore } from '../store/doc-store';
import type { Exclusion, Refundable } from './retail-rules';

const ordersPerPage = 500;
const maxAttempts = 5;

interface CancelledLine {
  fen: number;
  leftOut: Exclusion[];
}

/** Which invoices have been played, and who bought what: read from the orders themselves, so a second run goes on. */
export class PurchaseBook {
  readonly #played = new Set<string>();
  readonly #purchases = new Map<string, { orderId: string; lineIndex: number }[]>();
  readonly #cancelled = new Map<string, CancelledLine>();

  constructor(private readonly orders: DocStore<Order>) {}

  async load(pool: pg.Pool, appids: readonly string[]): Promise<void> {
    for (let last = '0'; ; ) {
      const { rows } = await pool.query<{ id: string; doc: Order }>(
        `SELECT id, doc FROM orders WHERE id > $1 AND appid = ANY ($2) AND doc->>'origin' IS NOT NULL ORDER BY id LIMIT ${ordersPerPage}`,
        [last, appids],
      );
      for (const { doc } of rows) this.add(doc);
      if (rows.length < ordersPerPage) break;
      last = rows[rows.length - 1]!.id;
    }
    const { rows } = await pool.query<{ doc: AfterSale }>(
      "SELECT doc FROM after_sales WHERE appid = ANY ($1) AND doc->>'origin' IS NOT NULL",
      [appids],
    );
    for (const { doc } of rows) this.#addRefund(doc);
  }

  add(order: Order): void {
    this.#played.add(order.origin!);
    for (const [lineIndex, { skuCode }] of order.lines.entries()) {
      const key = bookKey(order.appid, order.openid!, skuCode);
      const purchases = this.#purchases.get(key);
      if (purchases) purchases.push({ orderId: order.id, lineIndex });
      else this.#purchases.set(key, [{ orderId: order.id, lineIndex }]);
    }
  }

  hasPlayed(invoice: string): boolean {
    return this.#played.has(invoice);
  }

  /** What an earlier run has made of this line of a C invoice; undefined when it refunded nothing. */
  outcomeOf(line: string): CancelledLine | undefined {
    return this.#cancelled.get(line);
  }

  /** The customer's purchases of the product up to an instant, the latest first. */
  async bought(appid: string, openid: string, code: string, until: number): Promise<Refundable[]> {
    const purchases = this.#purchases.get(bookKey(appid, openid, code)) ?? [];
    const found: Refundable[] = [];
    for (const { orderId, lineIndex } of purchases.toReversed()) {
      const order = await this.orders.get(orderId);
      const line = order?.lines[lineIndex];
      if (!order || !line || order.createTime > until) continue;
      found.push({
        orderId,
        lineIndex,
        priceFen: line.salePriceFen,
        pieces: line.count - line.inAfterSale - line.finishedAfterSale,
        fen: lineFen(line) - line.refundedFen,
        attempts: maxAttempts - line.attempts,
      });
    }
    return found;
  }

  #addRefund({ origin, amountFen }: AfterSale): void {
    const { line, leftOut } = origin!;
    const known = this.#cancelled.get(line) ?? { fen: 0, leftOut: [] };
    this.#cancelled.set(line, { fen: known.fen + amountFen, leftOut: [...known.leftOut, ...(leftOut as Exclusion[])] });
  }
}

const bookKey = (appid: string, openid: string, code: string): string => `${appid}|${openid}|${code}`;
