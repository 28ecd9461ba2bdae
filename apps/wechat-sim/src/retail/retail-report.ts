import type { Invoice } from './invoices';
import type { Exclusion, RetailRuleId } from './retail-rules';

type Kind = 'sales' | 'cancellations';

export interface RetailMonth {
  /** Positive lines of invoices without C. */
  sourceSalesFen: number;
  /** All lines of C invoices, as a positive number. */
  sourceCancelledFen: number;
  excluded: { rule: RetailRuleId; kind: Kind; lines: number; fen: number }[];
  soldFen: number;
  refundedFen: number;
}

/**
 * Holds source and result against each other, by the seller's month: what was sold and what was left out make the
 * source's sales, what was refunded and what was left out make its cancellations.
 */
export class RetailReport {
  readonly months: Record<string, RetailMonth> = {};

  addSource(invoice: Invoice): void {
    const month = this.#month(invoice.month);
    for (const { quantity, priceFen } of invoice.lines) {
      const fen = quantity * priceFen;
      if (invoice.isCancellation) month.sourceCancelledFen -= fen;
      else if (fen > 0) month.sourceSalesFen += fen;
    }
  }

  addSold(invoice: Invoice, fen: number): void {
    this.#month(invoice.month).soldFen += fen;
  }

  addRefunded(invoice: Invoice, fen: number): void {
    this.#month(invoice.month).refundedFen += fen;
  }

  addExcluded(invoice: Invoice, excluded: readonly Exclusion[]): void {
    const kind = invoice.isCancellation ? 'cancellations' : 'sales';
    const month = this.#month(invoice.month);
    for (const { rule, fen } of excluded) {
      let entry = month.excluded.find((one) => one.rule === rule);
      if (!entry) {
        entry = { rule, kind, lines: 0, fen: 0 };
        month.excluded.push(entry);
        month.excluded.sort((one, other) => one.rule.localeCompare(other.rule));
      }
      entry.lines += 1;
      entry.fen += fen;
    }
  }

  #month(name: string): RetailMonth {
    this.months[name] ??= { sourceSalesFen: 0, sourceCancelledFen: 0, excluded: [], soldFen: 0, refundedFen: 0 };
    return this.months[name];
  }
}
