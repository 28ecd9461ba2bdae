import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CrossSite } from '@zhanggui/accounts';
import { errorTexts } from '@zhanggui/contracts';
import { type Clock, type Configuration, createLogger, type Logger, Metrics, NestLog, newId } from '@zhanggui/platform';
import { ApiModule } from './api.module';
import { Ending } from './ending';
import { ErrorsFilter } from './errors.filter';
import { openApiDocument } from './openapi-document';
import { noteRequests } from './request-notes';
import { noncePlaceholder, securityHeaders } from './security-headers';

const largestBody = 1_048_576;
/** A push carries ids; anything larger is not one. */
const largestPush = 65_536;

export interface AppOptions {
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** The whole HTTP application: API, callbacks, and the admin's files. */
export async function createApp(config: Configuration, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? createLogger(config.logLevel, 'api');
  const adapter = new FastifyAdapter({
    bodyLimit: largestBody,
    trustProxy: config.trustProxy,
    genReqId: () => newId(),
    routerOptions: { maxParamLength: 200 },
    // Whatever still arrives on an open connection while the server closes is answered properly.
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.forRoot(config, { ...options, logger }),
    adapter,
    { logger: new NestLog(logger), bodyParser: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyCookie);
  noteRequests(fastify, logger, app.get(Metrics));

  // Pushes are XML or JSON under whatever content type; they are kept as text, since parsing would round 64-bit ids.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.url.startsWith('/wechat/')) {
      if (body.length > largestPush) return done(Object.assign(new Error('too large'), { statusCode: 413 }), undefined);
      return done(null, body);
    }
    if (!String(request.headers['content-type']).startsWith('application/json')) {
      return done(Object.assign(new Error('the body must be JSON'), { statusCode: 415 }), undefined);
    }
    try {
      done(null, body === '' ? {} : JSON.parse(body as string));
    } catch {
      done(Object.assign(new Error('the body is not valid JSON'), { statusCode: 400 }), undefined);
    }
  });

  const everyAnswer = securityHeaders(config.publicUrl);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(everyAnswer);
    reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (isCrossSite(request.method, request.url, request.headers, config.publicUrl)) return done(new CrossSite());
    done();
  });

  // A connection kept open after its last answer would hold up the end of the process.
  const ending = app.get(Ending);
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (ending.isBegun) reply.header('connection', 'close');
    done(null, payload);
  });

  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new ErrorsFilter(logger));
  const document = JSON.stringify(openApiDocument(app));
  fastify.get('/api/openapi.json', (_request, reply) => reply.type('application/json').send(document));
  if (config.adminDir && existsSync(path.join(config.adminDir, 'index.html')))
    await serveAdmin(app, path.resolve(config.adminDir), config.publicUrl);
  return app;
}

/**
 * Refuses what another site makes a browser send. Browsers say where a request comes from; callers that are not browsers
 * send neither header and carry no cookie that they were not given. The platform's callbacks carry no session at all.
 */
export function isCrossSite(
  method: string,
  url: string,
  headers: Record<string, string | string[] | undefined>,
  publicUrl: string,
): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || url.startsWith('/wechat/')) return false;
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return false;
  const origin = headers['origin'];
  if (typeof origin === 'string') return origin !== publicUrl && URL.parse(origin)?.host !== headers['host'];
  return site !== undefined;
}

async function serveAdmin(app: NestFastifyApplication, root: string, publicUrl: string): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(fastifyStatic, { root, serve: false });
  const page = readFileSync(path.join(root, 'index.html'), 'utf8');
  fastify.get('/*', (request, reply) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname.startsWith('/api/')) {
      return reply
        .status(404)
        .send({ code: 'NOT_FOUND', message: errorTexts.NOT_FOUND.en, details: {}, requestId: request.id });
    }
    // Built files carry a hash in their name; the page that names them does not.
    if (pathname.startsWith('/assets/')) return reply.sendFile(pathname, { maxAge: '1y', immutable: true });
    // Every other address without an ending is a page of the admin, so that deep links open.
    if (path.extname(pathname) !== '' && pathname !== '/index.html') return reply.sendFile(pathname, { maxAge: 0 });
    // A nonce is good for one answer, so the answer may not be kept.
    const nonce = randomBytes(16).toString('hex');
    return reply
      .headers(securityHeaders(publicUrl, nonce))
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(page.replaceAll(noncePlaceholder, nonce));
  });
}
