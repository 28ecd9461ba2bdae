import type { FastifyInstance } from 'fastify';
import { invalid } from '../kit/errors';
import type { Simulator } from '../simulator';
import { inputOf } from './control-errors';

/** State as a whole, business clock, faults. */
export function clockRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { clock, faults, writer } = simulator;
  const clockView = () => ({ now: new Date(clock.nowMs()).toISOString(), speed: clock.setting.speed });

  app.get('/sim/api/health', async () => ({
    ok: true,
    shops: simulator.shops.list().length,
    orders: await simulator.queries.count(),
    pendingPushes: simulator.queue.pending,
  }));

  app.post('/sim/api/reset', async (request) => {
    const seed = inputOf(request).raw('seed');
    await simulator.reset(seed === undefined ? undefined : String(seed));
    return { ok: true };
  });

  app.get('/sim/api/clock', async () => clockView());

  app.put('/sim/api/clock', async (request) => {
    const input = inputOf(request);
    const speed = input.optionalNumber('speed');
    if (speed !== undefined && speed < 0) throw invalid('speed must not be negative');
    await simulator.setClock({ nowMs: input.optionalInstant('now'), speed });
    return clockView();
  });

  app.post('/sim/api/clock/advance', async (request) => {
    await simulator.setClock({ nowMs: clock.nowMs() + inputOf(request).number('seconds') * 1000 });
    return clockView();
  });

  app.get('/sim/api/faults', async () => faults.current);

  app.put('/sim/api/faults', async (request) => {
    faults.change(inputOf(request).all);
    await writer.settled();
    return faults.current;
  });
}
