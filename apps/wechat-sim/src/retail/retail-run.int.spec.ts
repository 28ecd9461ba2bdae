import { afterAll, beforeAll, expect, it } from 'vitest';
import { dropDatabase, TestSimulator } from '../testing/test-simulator';
import type { RetailRequest } from './retail-run';

let sim: TestSimulator;
const appids: string[] = [];
beforeAll(async () => {
  sim = await TestSimulator.start();
  for (let count = 0; count < 3; count++) appids.push((await sim.shop(0)).appid);
});
afterAll(async () => {
  await sim.stop();
  await dropDatabase(sim.databaseUrl);
});

async function play(days: Pick<RetailRequest, 'from' | 'to'>) {
  const run = sim.simulator.startRetail({ appids, pushes: true, ...days });
  await run.finished;
  await sim.simulator.queue.whenIdle(20_000);
  return run;
}

const total = (excluded: readonly { kind: string; fen: number }[], kind: string) =>
  excluded.filter((one) => one.kind === kind).reduce((sum, { fen }) => sum + fen, 0);

it('sells what the source sold, refunds what it cancelled, and names the rest', async () => {
  const run = await play({ from: '2010-12-01', to: '2010-12-04' });
  expect([run.state, run.error]).toEqual(['done', undefined]);
  const month = run.report.months['2010-12']!;
  // Three days of the file, added up by hand from its lines.
  expect([month.sourceSalesFen, month.sourceCancelledFen]).toEqual([153_652_880, 3_189_580]);
  expect(month.sourceSalesFen - total(month.excluded, 'sales')).toBe(month.soldFen);
  expect(month.sourceCancelledFen - total(month.excluded, 'cancellations')).toBe(month.refundedFen);
  const { days } = await sim.get('/sim/api/figures?tz=Europe/London');
  const figures = Object.values(days as unknown as Record<string, { gmvFen: number; refundFen: number }>);
  expect(figures.reduce((sum, { gmvFen }) => sum + gmvFen, 0)).toBe(month.soldFen);
  expect(figures.reduce((sum, { refundFen }) => sum + refundFen, 0)).toBe(month.refundedFen);
  expect(Object.keys(days!)).toEqual(['2010-12-01', '2010-12-02', '2010-12-03']);
});

it('pushes with the instants of the invoices', () => {
  const created = sim.received.map(({ text }) => Number(/"CreateTime":(\d+)/.exec(text)![1]));
  expect(Math.min(...created)).toBe(Date.parse('2010-12-01T08:26:00Z') / 1000);
  expect(sim.events()).toContain('channels_ec_aftersale_update');
});

it('adds nothing and says the same when it is played again, and goes on where it ended', async () => {
  const first = sim.simulator.retail!.report.months;
  const orders = (await sim.get('/sim/api/health'))['orders'];
  const again = await play({ from: '2010-12-01', to: '2010-12-04' });
  expect(again.report.months).toEqual(first);
  expect((await sim.get('/sim/api/health'))['orders']).toBe(orders);
  const next = await play({ from: '2010-12-05', to: '2010-12-06' });
  const refunds = await sim.pool.query<{ count: string }>(
    `SELECT count(*) FROM after_sales a JOIN orders o ON o.id = a.order_id WHERE a.create_time >= $1 AND o.create_time < $1`,
    [Date.parse('2010-12-05T00:00:00Z') / 1000],
  );
  expect([next.state, Number(refunds.rows[0]!.count) > 0]).toEqual(['done', true]);
});
