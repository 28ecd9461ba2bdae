import { isUuid, type Logger, type Metrics, type SignedInRequest, statusClass } from '@zhanggui/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Asked for every few seconds by machines, or a file of the admin: a line of these would hide the others. */
const quiet = new Set(['/healthz', '/readyz', '/*']);
const appIdPattern = /^[A-Za-z0-9_-]{4,64}$/;

/** One line and one measurement per request. Of what came in, only ids are told: no query, body, name or address. */
export function noteRequests(fastify: FastifyInstance, logger: Logger, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const status = reply.statusCode;
    const ms = reply.elapsedTime;
    // Live updates stay open for hours; their length is no answer time.
    if (!String(reply.getHeader('content-type')).startsWith('text/event-stream'))
      metrics.requests.observe({ method: request.method, route, status: statusClass(status) }, ms / 1000);
    const line = { requestId: request.id, method: request.method, route, status, ms: Math.round(ms), ...who(request) };
    if (quiet.has(route)) logger.debug(line, 'request');
    else logger.info(line, 'request');
    done();
  });
}

function who(request: FastifyRequest) {
  const { user, scope, params } = request as unknown as SignedInRequest;
  const { storeId, appid } = params ?? {};
  const stores = scope?.kind === 'tenant' && scope.storeIds !== 'all' ? scope.storeIds : [];
  return {
    userId: user?.id,
    apiKeyId: user?.apiKeyId,
    providerId: user?.providerId,
    merchantId: scope?.kind === 'tenant' ? scope.merchantId : undefined,
    storeId: storeId && isUuid(storeId) ? storeId : stores.length === 1 ? stores[0] : undefined,
    appId: appid && appIdPattern.test(appid) ? appid : undefined,
  };
}
