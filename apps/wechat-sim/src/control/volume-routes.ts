import type { FastifyInstance } from 'fastify';
import { figuresByDay } from '../figures/figures';
import { invalid } from '../kit/errors';
import type { RetailRun } from '../retail/retail-run';
import type { Simulator } from '../simulator';
import { inputOf, queryOf } from './control-errors';

/** Much at once: a past, live traffic, and the figures that come of it. */
export function volumeRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { shops, traffic, clock, writer, pool } = simulator;
  const allShops = () => shops.list().map(({ appid }) => appid);
  const known = (appids: string[]) => appids.map((appid) => shops.get(appid).appid);

  app.post('/sim/api/history', async (request) => {
    const input = inputOf(request);
    const until = input.optionalInstant('until') ?? clock.nowMs();
    return simulator.history.write({
      appids: known(input.texts('appids') ?? allShops()),
      days: input.whole('days', 1),
      ordersPerDay: input.number('ordersPerDay'),
      until: Math.floor(until / 1000),
    });
  });

  app.get('/sim/api/traffic', async () => traffic.state);

  app.post('/sim/api/traffic', async (request) => {
    const input = inputOf(request);
    const appids = input.texts('appids');
    traffic.start({
      ordersPerMinute: input.number('ordersPerMinute'),
      appids: appids && known(appids),
      seconds: input.optionalNumber('seconds'),
    });
    return traffic.state;
  });

  app.delete('/sim/api/traffic', async () => {
    traffic.stop();
    return traffic.state;
  });

  app.post('/sim/api/retail', async (request) => {
    const input = inputOf(request);
    const appids = known(input.texts('appids') ?? []);
    const from = input.text('from');
    const to = input.text('to');
    if (appids.length === 0) throw invalid('appids is needed');
    if (![from, to].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))) throw invalid('from and to must be days');
    const ordersPerSecond = input.optionalNumber('ordersPerSecond');
    return retailView(simulator.startRetail({ appids, from, to, pushes: input.flag('pushes'), ordersPerSecond }));
  });

  app.get('/sim/api/retail', async () => retailView(simulator.retail));

  app.get('/sim/api/figures', async (request) => {
    const query = queryOf(request);
    const timeZone = query.optionalText('tz') ?? 'Asia/Shanghai';
    if (!isTimeZone(timeZone)) throw invalid('tz must be a time zone');
    await writer.settled();
    const range = {
      appid: query.optionalText('appid'),
      from: query.optionalText('from'),
      to: query.optionalText('to'),
    };
    return { days: await figuresByDay(pool, { ...range, timeZone }) };
  });
}

const retailView = (run: RetailRun | undefined) => ({
  state: run?.state ?? 'idle',
  ...(run?.error ? { error: run.error } : {}),
  played: run?.played ?? 0,
  total: run?.total ?? 0,
  months: run?.report.months ?? {},
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
