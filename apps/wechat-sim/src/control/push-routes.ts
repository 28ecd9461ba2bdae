import type { FastifyInstance } from 'fastify';
import type { Simulator } from '../simulator';
import { param, queryOf } from './control-errors';
import { pushView } from './views';

const idleWaitMs = 30_000;
const mostPerPage = 1000;

export function pushRoutes(app: FastifyInstance, { pushes, queue, writer }: Simulator): void {
  app.get('/sim/api/pushes', async (request) => {
    const query = queryOf(request);
    const limit = Math.min(query.optionalWhole('limit', 1) ?? 50, mostPerPage);
    await writer.settled();
    const found = await pushes.newest({
      appid: query.optionalText('appid'),
      state: query.optionalText('state'),
      limit,
    });
    return { pushes: found.map(pushView) };
  });

  app.post('/sim/api/pushes/:id/resend', async (request) => {
    await writer.settled();
    const push = await pushes.resend(param(request, 'id'));
    await writer.settled();
    return { push: pushView(push) };
  });

  app.post('/sim/api/pushes/idle', async () => ({ idle: await queue.whenIdle(idleWaitMs) }));
}
