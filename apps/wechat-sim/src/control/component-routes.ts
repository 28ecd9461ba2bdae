import type { FastifyInstance } from 'fastify';
import type { Simulator } from '../simulator';
import { inputOf } from './control-errors';

export function componentRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { component, writer } = simulator;

  app.get('/sim/api/component', async (_request, reply) => {
    reply.type('application/json');
    return JSON.stringify(component.config ?? null);
  });

  app.put('/sim/api/component', async (request) => {
    const input = inputOf(request);
    component.configure({
      appid: input.text('appid'),
      secret: input.text('secret'),
      token: input.text('token'),
      aesKey: input.text('aesKey'),
      eventUrl: input.text('eventUrl'),
      messageUrl: input.text('messageUrl'),
    });
    simulator.pushTicket();
    await writer.settled();
    return component.config;
  });

  app.post('/sim/api/component/ticket', async () => {
    const { ticket, push } = simulator.pushTicket();
    await writer.settled();
    return { ticket, pushId: push?.id ?? null };
  });
}
