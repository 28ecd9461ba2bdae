import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, MetricsServer, Tracing } from '@zhanggui/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from './support/caller';
import { type ConnectedStore, Installation, password } from './support/installation';
import { Simulator } from './support/simulator';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

/** Takes spans as a collector does. */
async function startReceiver() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    for (const resource of JSON.parse(body).resourceSpans)
      for (const scope of resource.scopeSpans) spans.push(...scope.spans);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}`, spans, stop };
}

let receiver: Awaited<ReturnType<typeof startReceiver>>;
let simulator: Simulator;
let product: Installation;
let owner: Caller;
let store: ConnectedStore;
const lines: string[] = [];

beforeAll(async () => {
  receiver = await startReceiver();
  simulator = await Simulator.start();
  product = await Installation.start({
    wechatBaseUrl: simulator.baseUrl,
    logger: createLogger('debug', 'test', { write: (line) => void lines.push(line) }),
    config: { metrics: { host: '127.0.0.1', port: 0 }, traceReceiver: receiver.url },
  });
  owner = await product.person({ email: 'canary.mail@test.example', role: 'provider_owner' });
  store = await product.selfRunStore(owner, simulator, 'CanaryStore');
  await product.drain();
});
afterAll(async () => {
  await product?.stop();
  await simulator?.stop();
  await receiver?.stop();
});

const scrape = async (from: Installation['api'] | Installation['worker']): Promise<string> => {
  const response = await fetch(`http://127.0.0.1:${from.get(MetricsServer).port}/metrics`);
  expect(response.status).toBe(200);
  return response.text();
};

describe('the log', () => {
  it('has a line per request and job with their ids, and nothing of a person', async () => {
    const id = await simulator.paidOrder(store.shop.appid, { note: 'canarynote please ring twice' });
    await product.settle(simulator);
    // A job that fails, and requests that are refused, each with words that must not be told.
    await simulator.paidOrder(store.shop.appid, { note: 'canarynote' });
    await simulator.pushed();
    await simulator.faults({ forbidden: 1 });
    await product.drain();
    await simulator.faults({ reset: true });
    await owner.send('POST', '/api/v1/auth/login', {
      email: 'canary.mail@test.example',
      password: 'canary-password-1',
    });
    await owner.send('GET', '/api/v1/orders?search=canarysearch');
    await owner.send('GET', '/api/v1/stores?search=canarysearch&limit=canarylimit');
    await owner.send('POST', '/api/v1/merchants', { name: 'canarymerchant', canaryfield: 'canaryvalue' });
    await owner.send('GET', `/api/v1/orders?platformOrderId=${id}`);

    const [order] = await product.database.owner.query(
      'SELECT payer_openid, customer_note, receiver_masked FROM orders WHERE platform_order_id = $1',
      [id],
    );
    expect(order.customer_note).toContain('canarynote');
    const receiver = Object.values(order.receiver_masked as object).filter((value) => String(value).length > 2);
    expect(receiver.length).toBeGreaterThan(2);
    const personal = [order.payer_openid, ...receiver.map(String)];

    const log = lines.join('');
    for (const word of [...personal, 'canary', 'CanaryStore', password, store.shop.secret])
      expect([word, log.includes(word)]).toEqual([word, false]);

    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const request = told.find((line) => line['route'] === '/api/v1/orders');
    expect(request).toMatchObject({
      msg: 'request',
      method: 'GET',
      status: expect.any(Number),
      ms: expect.any(Number),
    });
    expect(request?.['requestId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(request?.['userId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(told).toContainEqual(
      expect.objectContaining({ route: '/wechat/apps/:appid', status: 200, appId: store.shop.appid }),
    );
    const ids = { merchantId: store.merchantId, storeId: store.id, topic: 'order.read', jobId: expect.any(String) };
    expect(told).toContainEqual(expect.objectContaining({ ...ids, msg: 'work', outcome: 'done' }));
    expect(told).toContainEqual(expect.objectContaining({ ...ids, code: 'ip_not_allowed', parked: true }));
  });

  it('names the merchant and the store of a request inside them', async () => {
    const path = `/api/v1/stores/${store.id}`;
    const answer = await owner.send('GET', `${path}?merchantId=${store.merchantId}`);
    const line = lines.map((text) => JSON.parse(text)).findLast((told) => told.route === '/api/v1/stores/:storeId');
    expect(line).toMatchObject({ merchantId: store.merchantId, storeId: store.id });
    expect(line.requestId).toBe(answer.headers.get('x-request-id'));
  });
});

describe('the metrics', () => {
  it('count requests, calls, jobs, refused pushes, work and connections', async () => {
    await fetch(`${product.baseUrl}/wechat/apps/${store.shop.appid}`, { method: 'POST', body: '<xml/>' });
    const [api, worker] = await Promise.all([scrape(product.api), scrape(product.worker)]);
    expect(api).toMatch(
      /zhanggui_http_request_seconds_count\{method="POST",route="\/wechat\/apps\/:appid",status="4xx"\} \d/,
    );
    expect(api).toMatch(/zhanggui_callbacks_refused_total\{reason="\w+"\} \d/);
    expect(api).toMatch(/zhanggui_work_parked\{queue="live"\} 1/);
    expect(api).toMatch(/zhanggui_work_oldest_seconds\{queue="history"\} 0/);
    expect(api).toMatch(/zhanggui_database_connections\{role="system",state="used"\} \d/);
    expect(worker).toMatch(/zhanggui_job_seconds_count\{topic="order.read",outcome="done"\} \d/);
    expect(worker).toMatch(/zhanggui_platform_call_seconds_count\{path="\/channels\/ec\/order\/get",outcome="ok"\} \d/);
    expect(worker).toContain('nodejs_eventloop_lag_seconds');
  });

  it('are not at the public address', async () => {
    expect((await fetch(`${product.baseUrl}/metrics`)).status).toBe(404);
  });

  it('stay as many with 300 stores that lag and any number of strange addresses', async () => {
    const { owner: db } = product.database;
    await db.query(
      `INSERT INTO store (merchant_id, id, provider_id, name, app_id, mode, state, time_zone, permission_sets, created_at, updated_at)
       SELECT merchant_id, uuidv7(), provider_id, 'Lag ' || n, 'wxlag' || n, 'self_run', 'connected', time_zone, '{}', now(), now()
       FROM store, generate_series(1, 300) AS n WHERE id = $1`,
      [store.id],
    );
    await db.query(
      `INSERT INTO work (merchant_id, id, provider_id, store_id, queue, topic, subject, wanted, available_at, attempts, created_at)
       SELECT merchant_id, uuidv7(), provider_id, id, 'live', 'order.read', app_id, 1, now() - interval '10 minutes', 0, now()
       FROM store WHERE app_id LIKE 'wxlag%'`,
    );
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => fetch(`${product.baseUrl}/no-such-${n}/${store.id}`, { method: 'GET' })),
    );
    const text = await scrape(product.api);
    const series = (name: string) => text.split('\n').filter((line) => line.startsWith(`${name}{`));
    expect(series('zhanggui_store_lag_seconds')).toHaveLength(10);
    expect(series('zhanggui_stores_lagging')).toEqual([
      'zhanggui_stores_lagging{over="60s"} 300',
      'zhanggui_stores_lagging{over="300s"} 300',
      'zhanggui_stores_lagging{over="1800s"} 0',
    ]);
    expect(text).not.toContain('no-such');
    expect(series('zhanggui_http_request_seconds_count').length).toBeLessThan(40);
    await db.query("DELETE FROM work WHERE subject LIKE 'wxlag%'");
    expect(await scrape(product.api)).not.toContain('zhanggui_store_lag_seconds{');
  });
});

describe('a trace', () => {
  it('goes from the push over its job to the call that it makes', async () => {
    await simulator.paidOrder(store.shop.appid);
    await product.settle(simulator);
    // Spans go out in batches; ending the tracing of a process sends what is left.
    await product.api.get(Tracing).onApplicationShutdown();
    await product.worker.get(Tracing).onApplicationShutdown();
    const { spans } = receiver;
    const call = spans.findLast(({ name }) => name === 'call /channels/ec/order/get');
    const job = spans.find(({ spanId }) => spanId === call?.parentSpanId);
    const push = spans.find(({ spanId }) => spanId === job?.parentSpanId);
    expect([push?.name, job?.name]).toEqual(['push', 'job order.read']);
    expect(new Set([push?.traceId, job?.traceId, call?.traceId]).size).toBe(1);
    expect(JSON.stringify(spans)).not.toContain('canary');
  });
});
