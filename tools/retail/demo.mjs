// npm run demo:retail -- --from 2010-12 --to 2011-01: plays months of real sales into a running installation, through
// pushes, spine and worker. Repeatable: what was played is not played again, an interrupted run goes on.
import { parseArgs } from 'node:util';
import { demoPassword, signIns } from '../demo.mjs';
import { SetupError } from '../services.mjs';
import { callerOf } from './caller.mjs';
import { playMonths, progressLine } from './playing.mjs';
import { connectRetailShops, retailAppids } from './shops.mjs';
import { retailMonths } from './source.mjs';

const owner = signIns.find(({ role }) => role === 'provider_owner');
const usage = `Usage: npm run demo:retail -- --from ${retailMonths[0]} --to ${retailMonths[1]}
  --from, --to      months from ${retailMonths[0]} to ${retailMonths.at(-1)}, both included (default: the first)
  --url             the product (default http://localhost:3000)
  --sim             the simulator (default http://localhost:3100)
  --email, --password   a provider owner (default: the demo's)`;

function readOptions() {
  const text = (fallback) => ({ type: 'string', default: fallback });
  const options = {
    from: text(retailMonths[0]),
    to: text(''),
    url: text('http://localhost:3000'),
    sim: text('http://localhost:3100'),
    email: text(owner.email),
    password: text(demoPassword),
  };
  try {
    const { values } = parseArgs({ options });
    values.to ||= values.from;
    const known = retailMonths.includes(values.from) && retailMonths.includes(values.to) && values.from <= values.to;
    if (known) return values;
  } catch {
    // an unknown option: the usage says which there are
  }
  throw new SetupError(usage);
}

async function reach(what, url, call) {
  try {
    return await call();
  } catch (error) {
    if (error.status === 401)
      throw new SetupError(`${what} at ${url} refuses the sign-in: give --email and --password.`);
    if (error.status) throw error;
    throw new SetupError(`${what} does not answer at ${url}: run npm start first, or say where it is (--url, --sim).`);
  }
}

const monthInLondon = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
});
const monthOf = (instant) => monthInLondon.format(new Date(instant));

/** Sums of what the API shows, by the month of payment and of each refund. */
async function monthsOfApi(api, stores) {
  const months = new Map();
  const add = (month, part) => {
    const known = months.get(month) ?? { orders: 0, paidFen: 0, refundedFen: 0 };
    months.set(month, Object.fromEntries(Object.keys(known).map((name) => [name, known[name] + (part[name] ?? 0)])));
  };
  for (const { merchantId, id } of stores) {
    const scope = `merchantId=${merchantId}&storeId=${id}`;
    for (let cursor = ''; cursor !== null; ) {
      const page = await api('GET', `/api/v1/orders?${scope}&limit=200${cursor && `&cursor=${cursor}`}`);
      for (const order of page.items) {
        if (order.paidAt) add(monthOf(order.paidAt), { orders: 1, paidFen: order.paidFen });
        if (order.refundedFen === 0) continue;
        const { afterSales } = await api('GET', `/api/v1/orders/${order.id}?${scope}`);
        for (const { status, amountFen, completedAt } of afterSales)
          if (status === 'refunded') add(monthOf(completedAt), { refundedFen: amountFen });
      }
      cursor = page.nextCursor;
    }
  }
  return months;
}

function printTable(report, ours) {
  const columns = [
    'month',
    'source',
    'left out',
    'orders',
    'our GMV',
    'difference',
    'cancelled',
    'left out',
    'our refunds',
    'difference',
  ];
  const yuan = (fen) => (fen / 100).toFixed(2);
  let differs = false;
  const lines = Object.entries(report).map(([month, platform]) => {
    const own = ours.get(month) ?? { orders: 0, paidFen: 0, refundedFen: 0 };
    const leftOut = (kind) =>
      platform.excluded.filter((one) => one.kind === kind).reduce((sum, { fen }) => sum + fen, 0);
    const sales = platform.sourceSalesFen - leftOut('sales');
    const cancelled = platform.sourceCancelledFen - leftOut('cancellations');
    differs ||= own.paidFen !== sales || own.refundedFen !== cancelled;
    return [
      month,
      yuan(platform.sourceSalesFen),
      yuan(leftOut('sales')),
      String(own.orders),
      yuan(own.paidFen),
      yuan(own.paidFen - sales),
      yuan(platform.sourceCancelledFen),
      yuan(leftOut('cancellations')),
      yuan(own.refundedFen),
      yuan(own.refundedFen - cancelled),
    ];
  });
  const widths = columns.map((name, i) => Math.max(name.length, ...lines.map((cells) => cells[i].length)));
  for (const cells of [columns, ...lines])
    process.stdout.write(`${cells.map((cell, i) => cell.padStart(widths[i])).join('  ')}\n`);
  return differs;
}

try {
  const { from, to, url, sim, email, password } = readOptions();
  const [api, simulator] = [callerOf(url), callerOf(sim)];
  await reach('The simulator', sim, () => simulator('GET', '/sim/api/health'));
  await reach('Zhanggui', url, () => api('POST', '/api/v1/auth/login', { email, password }));
  const stores = await connectRetailShops({ api, simulator, baseUrl: url.replace('localhost', '127.0.0.1') });
  process.stderr.write(`Playing ${from} to ${to} into: ${stores.map(({ name }) => name).join(', ')}.\n`);
  process.stderr.write('Interrupted, the simulator goes on by itself; the same command looks on again.\n');
  const progress = progressLine();
  const report = await playMonths({ api, simulator, appids: retailAppids, from, to, progress });
  progress.end();
  process.stdout.write('Yuan at 1 pound = 1,000 fen; what is left out and why: docs/retail-rules.md.\n');
  if (printTable(report, await monthsOfApi(api, stores))) {
    process.stdout.write(
      'Something was pushed while the product was away: hold its day against the platform on the page of the store.\n',
    );
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
