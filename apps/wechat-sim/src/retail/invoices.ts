import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { londonInstant } from './london-time';

export interface InvoiceLine {
  code: string;
  description: string;
  quantity: number;
  /** One pound is a thousand fen. */
  priceFen: number;
}

export interface Invoice {
  number: string;
  isCancellation: boolean;
  /** Empty when the seller did not know. */
  customer: string;
  /** Epoch seconds of its first line. */
  at: number;
  /** Of the seller's calendar, `2011-04`. */
  month: string;
  lines: InvoiceLine[];
}

type Row = Record<
  'InvoiceNo' | 'StockCode' | 'Description' | 'Quantity' | 'InvoiceDate' | 'UnitPrice' | 'CustomerID',
  string
>;

/** The invoices of the days from `from` up to but not including `to`, in the order of the file, which is that of time. */
export async function readInvoices(file: string, from: string, to: string): Promise<Invoice[]> {
  const invoices = new Map<string, Invoice>();
  const rows = createReadStream(file)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
  for await (const row of rows as AsyncIterable<Row>) {
    const date = row.InvoiceDate.slice(0, 10);
    if (date < from) continue;
    if (date >= to) break;
    const known = invoices.get(row.InvoiceNo);
    if (known) known.lines.push(lineOf(row));
    else invoices.set(row.InvoiceNo, invoiceOf(row));
  }
  return [...invoices.values()];
}

const invoiceOf = (row: Row): Invoice => ({
  number: row.InvoiceNo,
  isCancellation: row.InvoiceNo.startsWith('C'),
  customer: row.CustomerID,
  at: londonInstant(row.InvoiceDate),
  month: row.InvoiceDate.slice(0, 7),
  lines: [lineOf(row)],
});

const lineOf = (row: Row): InvoiceLine => ({
  code: row.StockCode,
  description: row.Description,
  quantity: Number(row.Quantity),
  priceFen: fenOf(row.UnitPrice),
});

function fenOf(pounds: string): number {
  const fen = Math.round(Number(pounds) * 1000);
  if (Math.abs(fen / 1000 - Number(pounds)) > 1e-9) throw new Error(`${pounds} has more than three decimals`);
  return fen;
}
