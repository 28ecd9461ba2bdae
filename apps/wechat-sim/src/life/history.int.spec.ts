import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyDay } from '../figures/day-ledger';
import { dropDatabase, type Json, TestSimulator } from '../testing/test-simulator';

let sim: TestSimulator;
const appids: string[] = [];
beforeAll(async () => {
  sim = await TestSimulator.start();
  for (let count = 0; count < 2; count++) appids.push((await sim.shop()).appid);
});
afterAll(async () => {
  await sim.stop();
  await dropDatabase(sim.databaseUrl);
});

let history: Json;

it('writes a past whose figures agree with the database, day by day and shop by shop', async () => {
  history = await sim.post('/sim/api/history', { days: 14, ordersPerDay: 40, until: '2026-03-01T10:00:00Z' });
  expect(history['orders']).toBeGreaterThan(900);
  for (const appid of appids) {
    const { days } = await sim.get(`/sim/api/figures?appid=${appid}`);
    expect(days).toEqual(history['expected']![appid]);
  }
  expect(sim.received).toEqual([]);
});

it('has every kind of end in it', async () => {
  const { rows } = await sim.pool.query<{ status: number }>('SELECT DISTINCT status FROM orders');
  expect(rows.map(({ status }) => status)).toEqual(expect.arrayContaining([20, 30, 100, 200, 250]));
  const { rows: late } = await sim.pool.query(
    "SELECT 1 FROM orders WHERE update_time > extract(epoch FROM timestamptz '2026-03-01T10:00:00Z')",
  );
  expect(late).toEqual([]);
});

it('is the same for the same seed', async () => {
  await sim.post('/sim/api/reset', { seed: 1 });
  const again: string[] = [];
  for (const appid of appids)
    again.push((await sim.post('/sim/api/shops', { nickname: 'x', appid, products: 3 }))['appid'] as unknown as string);
  expect(again).toEqual(appids);
  const second = await sim.post('/sim/api/history', { days: 14, ordersPerDay: 40, until: '2026-03-01T10:00:00Z' });
  expect([second['orders'], second['gifts'], second['afterSales']]).toEqual([
    history['orders'],
    history['gifts'],
    history['afterSales'],
  ]);
});

it('live traffic places orders at its rate, and they move on', async () => {
  await sim.post('/sim/api/traffic', { ordersPerMinute: 600, appids: [appids[0]], seconds: 10 });
  for (let second = 0; second < 40; second++) {
    sim.simulator.traffic.pump();
    await sim.pass(30);
  }
  expect(await sim.get('/sim/api/traffic')).toEqual({ running: false, placed: 100 });
  const { rows } = await sim.pool.query<{ status: number }>('SELECT DISTINCT status FROM orders WHERE appid = $1', [
    appids[0],
  ]);
  expect(rows.length).toBeGreaterThan(4);
});

it('keeps figures in another time zone', async () => {
  const { id } = await sim.order(appids[1]!, { at: '2026-02-20T23:30:00Z' });
  expect(id).toBeTruthy();
  const london = await sim.get(`/sim/api/figures?appid=${appids[1]}&tz=Europe/London&from=2026-02-20&to=2026-02-20`);
  const shanghai = await sim.get(`/sim/api/figures?appid=${appids[1]}&from=2026-02-21&to=2026-02-21`);
  expect(london['days']!['2026-02-20']).not.toEqual(emptyDay());
  expect(shanghai['days']!['2026-02-21']).not.toEqual(emptyDay());
  expect(await sim.get('/sim/api/figures?tz=Mars/North')).toMatchObject({ error: { code: 'INPUT' } });
});
