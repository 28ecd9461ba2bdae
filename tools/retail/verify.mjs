// npm run verify:retail: ten months of real sales through the whole product, held against the source to the fen.
// Everything runs on ports of its own and is gone afterwards. Progress goes to standard error, the result to standard output.
import { SetupError } from '../services.mjs';
import { dayAfter, playMonths, progressLine } from './playing.mjs';
import { connectRetailShops, retailAppids } from './shops.mjs';
import { cancellationRules, retailMonths, retailPostings, salesRules, total } from './source.mjs';
import { withInstallation } from './temporary-installation.mjs';

const [firstMonth, lastMonth] = [retailMonths[0], retailMonths.at(-1)];
const env = { WECHAT_CALLS_PER_SECOND: '5000', POLL_SECONDS: '3600', BACKFILL_DAYS: '1', WORKER_CONCURRENCY: '16' };
const yuan = (fen) => (fen / 100).toFixed(2);

/** Figures per store and business day as the product's report tables hold them, folded or not. */
async function figuresOf(installation, stores) {
  const sql = `SELECT store_id, day::text AS day, sum(orders)::int AS orders, sum(gmv_fen)::text AS gmv, sum(refunds)::int AS refunds, sum(refund_fen)::text AS refund
    FROM (SELECT store_id, day, orders, gmv_fen, refunds, refund_fen FROM metric_day
      UNION ALL SELECT store_id, day, orders, gmv_fen, refunds, refund_fen FROM metric_delta) AS t GROUP BY store_id, day`;
  const { rows } = await installation.onDatabase((client) => client.query(sql));
  return rows.flatMap((row) => {
    const shop = stores.findIndex((store) => store.id === row.store_id);
    const at = { day: row.day, shop, what: 'ours' };
    return [
      { ...at, kind: 'sales', fen: Number(row.gmv), documents: row.orders },
      { ...at, kind: 'cancellations', fen: Number(row.refund), documents: row.refunds },
    ];
  });
}

/** One table: a line per month, and the sum. @returns whether every difference is zero */
function printTable(title, kind, rules, postings, ours) {
  const columns = [
    'month',
    'source',
    ...rules,
    'expected',
    'ours',
    'difference',
    'expected #',
    'ours #',
    'days that differ',
  ];
  const rows = [...retailMonths, 'all'].map((month) => {
    const inMonth = (posting) => posting.kind === kind && (month === 'all' || posting.day.startsWith(month));
    const fen = (what) => total(postings, (posting) => inMonth(posting) && posting.what === what).fen;
    const excluded = rules.map(fen);
    const expected = fen('source') - excluded.reduce((sum, part) => sum + part, 0);
    const documents = total(postings, (posting) => inMonth(posting) && posting.what === 'kept').documents;
    const held = total(ours, inMonth);
    const differing = differingDays(postings.filter(inMonth), ours.filter(inMonth));
    return {
      isRight: held.fen === expected && held.documents === documents && differing === 0,
      cells: [
        month,
        yuan(fen('source')),
        ...excluded.map(yuan),
        yuan(expected),
        yuan(held.fen),
        yuan(held.fen - expected),
        documents,
        held.documents,
        differing,
      ].map(String),
    };
  });
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map(({ cells }) => cells[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padStart(widths[i])).join(' | ')} |\n`;
  process.stdout.write(`\n${title}\n${line(columns)}${line(widths.map((width) => '-'.repeat(width)))}`);
  for (const { cells } of rows) process.stdout.write(line(cells));
  return rows.every(({ isRight }) => isRight);
}

/** On how many business days of single stores what we hold is not what the source says. */
function differingDays(postings, ours) {
  const days = new Map();
  const add = ({ shop, day, fen, documents }, sign) => {
    const key = `${shop} ${day}`;
    const known = days.get(key) ?? { fen: 0, documents: 0 };
    days.set(key, { fen: known.fen + sign * fen, documents: known.documents + sign * documents });
  };
  for (const posting of postings) if (posting.what === 'kept') add(posting, 1);
  for (const figure of ours) add(figure, -1);
  return [...days.values()].filter(({ fen, documents }) => fen !== 0 || documents !== 0).length;
}

async function verify(installation) {
  const progress = progressLine();
  const [api, simulator] = [await installation.signIn(), installation.simulator()];
  const stores = await connectRetailShops({ api, simulator, baseUrl: installation.apiUrl });
  const range = { from: firstMonth, to: lastMonth };
  const sides = { api, simulator, appids: retailAppids, progress };
  const [postings] = await Promise.all([
    retailPostings({ from: `${firstMonth}-01`, to: dayAfter(lastMonth), shops: stores.length }),
    playMonths({ ...sides, ...range }),
  ]);
  progress.end();
  const parked = (await api('GET', '/api/v1/work')).queues.reduce((sum, queue) => sum + queue.parked, 0);
  const ours = await figuresOf(installation, stores);
  process.stdout.write(
    `Online Retail, ${firstMonth} to ${lastMonth}, through ${stores.length} stores in Europe/London.\n`,
  );
  process.stdout.write('Amounts in yuan at 1 pound = 1,000 fen; what each rule leaves out: docs/retail-rules.md.\n');
  const areRight = [
    printTable('Sales (GMV)', 'sales', salesRules, postings, ours),
    printTable('Cancellations (refunds)', 'cancellations', cancellationRules, postings, ours),
  ];
  if (parked > 0) process.stdout.write(`\n${parked} pieces of work are parked.\n`);
  const isRight = areRight.every(Boolean) && parked === 0;
  process.stdout.write(isRight ? '\nEvery difference is 0.00.\n' : '\nThe product does not agree with the source.\n');
  return isRight ? 0 : 1;
}

const started = Date.now();
const say = (text) => process.stderr.write(`[${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s] ${text}\n`);
try {
  process.exitCode = await withInstallation({ say, env }, verify);
  say('Done.');
} catch (error) {
  process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
