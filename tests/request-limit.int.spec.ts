import { createLogger } from '@zhanggui/platform';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../apps/api/src/create-app';
import { Caller } from './support/caller';
import { Installation, password } from './support/installation';

const atMost = 60;
const path = '/api/v1/merchants?limit=1';
let product: Installation;
let otherApi: Awaited<ReturnType<typeof createApp>>;
let otherUrl: string;
let redis: Redis;

beforeAll(async () => {
  product = await Installation.start({ config: { requestsPerMinute: atMost } });
  otherApi = await createApp(product.config, { logger: createLogger('silent', 'test'), clock: product.clock });
  await otherApi.listen(0, '127.0.0.1');
  otherUrl = `http://127.0.0.1:${(otherApi.getHttpServer().address() as { port: number }).port}`;
  redis = new Redis(product.config.redisUrl);
  for (const name of ['one', 'two', 'three'])
    await product.person({ email: `${name}@test.example`, role: 'provider_owner' });
});
beforeEach(() => redis.flushdb());
afterAll(async () => {
  redis?.disconnect();
  await otherApi?.close();
  await product?.stop();
});

async function signedIn(name: string, base = product.baseUrl): Promise<Caller> {
  const caller = new Caller(base);
  await caller.post('/api/v1/auth/login', { email: `${name}@test.example`, password });
  return caller;
}
const statuses = async (caller: Caller, times: number) =>
  (await Promise.all(Array.from({ length: times }, () => caller.send('GET', path)))).map(({ status }) => status);
const refused = (all: readonly number[]) => all.filter((status) => status === 429).length;

describe('requests of one person', () => {
  it('are counted over all processes and all sessions, and nobody else pays for them', async () => {
    const [here, there, another] = [await signedIn('one'), await signedIn('one', otherUrl), await signedIn('two')];
    const all = [...(await statuses(here, 40)), ...(await statuses(there, 40))];
    expect([refused(all), all.filter((status) => status === 200).length]).toEqual([80 - atMost, atMost]);
    expect(refused(await statuses(another, 10))).toBe(0);
  });

  it('are refused with how long to wait', async () => {
    const caller = await signedIn('three');
    await statuses(caller, atMost);
    const { status, body, headers } = await caller.send('GET', path);
    expect([status, JSON.parse(body).code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    const wait = Number(headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(JSON.parse(body).details).toEqual({ retryAfterSeconds: wait });
  });

  it('do not count against those who are not signed in, and the platform', async () => {
    const stranger = new Caller(product.baseUrl);
    const asked = await Promise.all(
      Array.from({ length: atMost + 5 }, () => stranger.send('POST', '/wechat/apps/wxstranger', '{}')),
    );
    expect(refused(asked.map(({ status }) => status))).toBe(0);
  });
});
