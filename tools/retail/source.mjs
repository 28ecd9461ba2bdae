// Adds up data/online-retail by the rules of docs/retail-rules.md, from the file alone: what the product is held against.
// Shares nothing with the simulator, which plays the same rules; a mistake in one of them shows as a difference.
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

export const retailFile = path.resolve(import.meta.dirname, '../../data/online-retail/online-retail.csv.gz');
export const retailMonths = ['2010-12', ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((month) => `2011-0${month}`)];
/** Rules that take something from sales, and from cancellations. */
export const salesRules = ['R1', 'R2', 'R3'];
export const cancellationRules = ['R4', 'R5', 'R6', 'R7', 'R8'];

const afterSalesPerLine = 5;

/**
 * Every amount that the source and the rules speak of, one posting each.
 * @param {{ from: string, to: string, shops: number, file?: string }} range days of the seller's calendar, `to` not included
 */
export async function retailPostings({ from, to, shops, file = retailFile }) {
  const postings = [];
  const book = new Map();
  for (const invoice of await invoicesOf(file, from, to)) {
    const shop = fnv1a(invoice.customer || invoice.number) % shops;
    const post = (kind, what, fen, documents = 0) =>
      postings.push({ day: invoice.day, shop, kind, what, fen, documents });
    if (invoice.number.startsWith('C')) cancel(invoice, book, post);
    else sell(invoice, book, post);
  }
  return postings;
}

/** Whole invoices of the range; the day of an invoice is that of its first line. */
async function invoicesOf(file, from, to) {
  const invoices = new Map();
  const rows = createReadStream(file)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
  for await (const row of rows) {
    const day = row.InvoiceDate.slice(0, 10);
    if (day >= to) break;
    if (day < from) continue;
    if (!invoices.has(row.InvoiceNo)) {
      invoices.set(row.InvoiceNo, {
        number: row.InvoiceNo,
        customer: row.CustomerID,
        day,
        time: row.InvoiceDate,
        lines: [],
      });
    }
    invoices.get(row.InvoiceNo).lines.push({
      code: row.StockCode,
      pieces: Number(row.Quantity),
      priceFen: Math.round(Number(row.UnitPrice) * 1000),
    });
  }
  return invoices.values();
}

function sell(invoice, book, post) {
  const amount = ({ pieces, priceFen }) => pieces * priceFen;
  for (const line of invoice.lines) if (amount(line) > 0) post('sales', 'source', amount(line));
  const sold = [];
  for (const line of invoice.lines) {
    if (line.priceFen < 0) post('sales', 'R1', 0);
    else if (line.pieces < 0) post('sales', 'R2', 0);
    else sold.push(line);
  }
  if (sold.every(({ priceFen }) => priceFen === 0)) {
    for (const _ of sold) post('sales', 'R3', 0);
    return;
  }
  let paidFen = 0;
  for (const line of sold) {
    paidFen += amount(line);
    if (invoice.customer === '') continue;
    const key = `${invoice.customer} ${line.code}`;
    const purchases = book.get(key) ?? [];
    purchases.unshift({
      time: invoice.time,
      priceFen: line.priceFen,
      pieces: line.pieces,
      leftFen: amount(line),
      afterSales: 0,
    });
    book.set(key, purchases);
  }
  post('sales', 'kept', paidFen, 1);
}

function cancel(invoice, book, post) {
  for (const line of invoice.lines) {
    const { priceFen } = line;
    let wanted = -line.pieces;
    post('cancellations', 'source', wanted * priceFen);
    if (invoice.customer === '') {
      post('cancellations', 'R4', wanted * priceFen);
      continue;
    }
    const bought = (book.get(`${invoice.customer} ${line.code}`) ?? []).filter(({ time }) => time <= invoice.time);
    const withPieces = bought.filter(({ pieces }) => pieces > 0);
    const rank = (purchase) => (purchase.priceFen === priceFen ? 0 : purchase.priceFen > priceFen ? 1 : 2);
    // The sort is stable: among equals the latest stays first.
    const usable = withPieces
      .filter(({ afterSales }) => afterSales < afterSalesPerLine)
      .sort((one, other) => rank(one) - rank(other));
    for (const purchase of usable) {
      if (wanted === 0) break;
      const pieces = Math.min(wanted, purchase.pieces);
      const fen = Math.min(pieces * priceFen, purchase.leftFen);
      post('cancellations', 'kept', fen, 1);
      if (pieces * priceFen > fen) post('cancellations', 'R7', pieces * priceFen - fen);
      purchase.pieces -= pieces;
      purchase.leftFen -= fen;
      purchase.afterSales += 1;
      wanted -= pieces;
    }
    if (wanted === 0) continue;
    const rule = withPieces.length > usable.length ? 'R8' : bought.length > 0 ? 'R6' : 'R5';
    post('cancellations', rule, wanted * priceFen);
  }
}

/** The shop of a customer is FNV-1a of the number. */
function fnv1a(text) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Fen and documents of the postings that a condition picks. */
export function total(postings, picks) {
  const sum = { fen: 0, documents: 0, lines: 0 };
  for (const posting of postings) {
    if (!picks(posting)) continue;
    sum.fen += posting.fen;
    sum.documents += posting.documents;
    sum.lines += 1;
  }
  return sum;
}
