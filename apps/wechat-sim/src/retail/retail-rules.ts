import type { Invoice, InvoiceLine } from './invoices';

/** Why something of the source cannot cross the wire as the platform defines it; `docs/retail-rules.md` says more. */
export const RetailRule = {
  negativePrice: 'R1',
  negativeQuantityInSale: 'R2',
  nothingToPay: 'R3',
  unknownCustomer: 'R4',
  neverBought: 'R5',
  moreThanBought: 'R6',
  moreThanPaid: 'R7',
  fiveAfterSales: 'R8',
} as const;

export type RetailRuleId = (typeof RetailRule)[keyof typeof RetailRule];

export interface Exclusion {
  rule: RetailRuleId;
  fen: number;
}

/** What of a sale becomes an order, and what is left out. No lines: no order. */
export function splitSale({ lines }: Invoice): { sold: InvoiceLine[]; excluded: Exclusion[] } {
  const excluded: Exclusion[] = [];
  const kept = lines.filter((line) => {
    if (line.priceFen < 0) excluded.push({ rule: RetailRule.negativePrice, fen: 0 });
    else if (line.quantity < 0) excluded.push({ rule: RetailRule.negativeQuantityInSale, fen: 0 });
    return line.priceFen >= 0 && line.quantity > 0;
  });
  if (kept.some(({ priceFen }) => priceFen > 0)) return { sold: kept, excluded };
  return { sold: [], excluded: [...excluded, ...kept.map(() => ({ rule: RetailRule.nothingToPay, fen: 0 }))] };
}

/** What is left of one line of an order for refunds. */
export interface Refundable {
  orderId: string;
  lineIndex: number;
  priceFen: number;
  pieces: number;
  fen: number;
  /** After-sales that the platform still allows on the line. */
  attempts: number;
}

export interface RefundPart {
  orderId: string;
  lineIndex: number;
  count: number;
  amountFen: number;
}

/**
 * Spreads one cancelled line over what the customer has bought of the product, `bought` being the latest first:
 * purchases at the same price before dearer ones, and those before cheaper ones.
 */
export function splitCancellation(
  { quantity, priceFen }: InvoiceLine,
  bought: readonly Refundable[],
): { parts: RefundPart[]; excluded: Exclusion[] } {
  const open = bought.filter(({ pieces }) => pieces > 0);
  const usable = [
    ...open.filter((line) => line.priceFen === priceFen),
    ...open.filter((line) => line.priceFen > priceFen),
    ...open.filter((line) => line.priceFen < priceFen),
  ].filter(({ attempts }) => attempts > 0);
  const parts: RefundPart[] = [];
  const excluded: Exclusion[] = [];
  let wanted = -quantity;
  for (const { orderId, lineIndex, pieces, fen } of usable) {
    const count = Math.min(wanted, pieces);
    if (count === 0) break;
    const amountFen = Math.min(count * priceFen, fen);
    parts.push({ orderId, lineIndex, count, amountFen });
    wanted -= count;
    const above = count * priceFen - amountFen;
    if (above > 0) excluded.push({ rule: RetailRule.moreThanPaid, fen: above });
  }
  if (wanted > 0) {
    const usedUp = open.length > usable.length;
    const rule = usedUp
      ? RetailRule.fiveAfterSales
      : open.length > 0 || bought.length > 0
        ? RetailRule.moreThanBought
        : RetailRule.neverBought;
    excluded.push({ rule, fen: wanted * priceFen });
  }
  return { parts, excluded };
}

/** FNV-1a of the customer number (or of the invoice number), so that a customer always buys in the same shop. */
export function shopIndex(key: string, shops: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % shops;
}
