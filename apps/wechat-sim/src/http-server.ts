import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { clockRoutes } from './control/clock-routes';
import { componentRoutes } from './control/component-routes';
import { answerErrors } from './control/control-errors';
import { orderRoutes } from './control/order-routes';
import { pushRoutes } from './control/push-routes';
import { shopRoutes } from './control/shop-routes';
import { volumeRoutes } from './control/volume-routes';
import { webPage } from './control/web-page';
import { Forbidden } from './kit/errors';
import type { Call } from './platform/call';
import type { Simulator } from './simulator';

const unknownPath = 40066;

/** The platform's paths and the control API behind one port. */
export function makeServer(simulator: Simulator, webFolder?: string): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: 10 * 1024 * 1024, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  answerErrors(app);
  for (const call of simulator.calls) servePlatformCall(app, simulator, call);
  app.setNotFoundHandler((request, reply) => {
    const ofPlatform = /^\/(cgi-bin|channels|shop)\//.test(request.url);
    if (!ofPlatform)
      return reply.code(404).send({ error: { code: 'NOT_FOUND', message: `no ${request.method} ${request.url}` } });
    return reply.type('application/json').send(simulator.gateway.failure(unknownPath, 'invalid url'));
  });
  for (const routes of [clockRoutes, componentRoutes, shopRoutes, orderRoutes, volumeRoutes, pushRoutes])
    routes(app, simulator);
  if (webFolder) webPage(app, webFolder);
  return app;
}

/** Both prefixes mean the same. */
function servePlatformCall(app: FastifyInstance, { gateway }: Simulator, call: Call): void {
  const paths = [call.path, ...(call.path.startsWith('/channels/') ? [call.path.replace('/channels/', '/shop/')] : [])];
  for (const url of paths) {
    app.route({
      method: ['GET', 'POST'],
      url,
      handler: async (request, reply) => {
        const query = request.query as Record<string, string | undefined>;
        const body = typeof request.body === 'string' ? request.body : '';
        try {
          const answer = await gateway.answer(call, { method: request.method, query, body });
          if (gateway.breaksOff()) return sendHalf(reply, answer);
          return reply.header('content-type', 'application/json; encoding=utf-8').send(answer);
        } catch (error) {
          if (error instanceof Forbidden) return reply.code(403).send();
          throw error;
        }
      },
    });
  }
}

/** Promises the whole and closes the connection in the middle of it. */
function sendHalf(reply: FastifyReply, answer: string): FastifyReply {
  const bytes = Buffer.from(answer);
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/json; encoding=utf-8', 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
  return reply;
}
