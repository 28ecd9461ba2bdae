import { type Permission, permissions, type Role, rolePermissions, roles } from '@zhanggui/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller } from './support/caller';
import { Installation, password } from './support/installation';

let product: Installation;
const people = new Map<Role, Caller>();
let merchantId: string;

beforeAll(async () => {
  product = await Installation.start();
  const owner = await product.person({ email: 'provider_owner@test.example', role: 'provider_owner' });
  merchantId = (await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Merchant' })).id;
  for (const role of roles) {
    const merchant = role.startsWith('merchant') ? { merchant: 'Merchant' } : {};
    people.set(role, await product.person({ email: `${role}@test.example`, role, ...merchant }));
  }
});
afterAll(() => product?.stop());

const nobody = '01900000-0000-7000-8000-000000000000';
/** Every route of the API that needs a session, with the permission it asks for. */
const routes: [method: string, path: string, permission: Permission | null][] = [
  ['GET', '/api/v1/auth/me', null],
  ['POST', '/api/v1/auth/confirm', null],
  ['POST', '/api/v1/auth/password', null],
  ['POST', '/api/v1/auth/email', null],
  ['GET', '/api/v1/auth/sessions', null],
  ['DELETE', '/api/v1/auth/sessions', null],
  ['DELETE', `/api/v1/auth/sessions/${nobody}`, null],
  ['GET', '/api/v1/auth/second-factor', null],
  ['POST', '/api/v1/auth/second-factor', null],
  ['POST', '/api/v1/auth/second-factor/confirm', null],
  ['POST', '/api/v1/auth/second-factor/recovery-codes', null],
  ['DELETE', '/api/v1/auth/second-factor', null],
  ['GET', '/api/v1/people', 'people.read'],
  ['GET', '/api/v1/people/invitations', 'people.read'],
  ['POST', '/api/v1/people/invitations', 'people.manage'],
  ['DELETE', `/api/v1/people/invitations/${nobody}`, 'people.manage'],
  ['PATCH', `/api/v1/people/${nobody}`, 'people.manage'],
  ['POST', `/api/v1/people/${nobody}/disabled`, 'people.manage'],
  ['GET', '/api/v1/roles', 'people.read'],
  ['POST', '/api/v1/roles', 'role.manage'],
  ['PATCH', `/api/v1/roles/${nobody}`, 'role.manage'],
  ['DELETE', `/api/v1/roles/${nobody}`, 'role.manage'],
  ['GET', '/api/v1/keys', 'key.manage'],
  ['POST', '/api/v1/keys', 'key.manage'],
  ['DELETE', `/api/v1/keys/${nobody}`, 'key.manage'],
  ['GET', '/api/v1/audit', 'audit.read'],
  ['GET', '/api/v1/support', 'support.read'],
  ['GET', '/api/v1/support/merchants', 'support.enter'],
  ['POST', '/api/v1/support', 'support.enter'],
  ['POST', `/api/v1/support/${nobody}/end`, 'support.read'],
  ['GET', '/api/v1/merchants', 'store.read'],
  ['POST', '/api/v1/merchants', 'merchant.create'],
  ['GET', '/api/v1/stores', 'store.read'],
  ['POST', '/api/v1/stores', 'store.connect'],
  ['GET', '/api/v1/stores/unclaimed', 'merchant.create'],
  ['GET', '/api/v1/stores/scopes', null],
  ['GET', '/api/v1/stores/health', 'store.read'],
  ['GET', `/api/v1/stores/${nobody}`, 'store.read'],
  ['GET', `/api/v1/stores/${nobody}/health`, 'store.read'],
  ['PATCH', `/api/v1/stores/${nobody}`, 'store.manage'],
  ['POST', `/api/v1/stores/${nobody}/certificates`, 'store.manage'],
  ['GET', `/api/v1/stores/${nobody}/certificates/${nobody}/${nobody}`, 'store.read'],
  ['POST', `/api/v1/stores/${nobody}/backfill`, 'store.manage'],
  ['POST', `/api/v1/stores/${nobody}/backfill/pause`, 'store.manage'],
  ['GET', '/api/v1/stores/scope', null],
  ['GET', '/api/v1/views', null],
  ['POST', '/api/v1/views', null],
  ['PATCH', `/api/v1/views/${nobody}`, null],
  ['DELETE', `/api/v1/views/${nobody}`, null],
  ['POST', `/api/v1/views/${nobody}/duplicate`, null],
  ['GET', '/api/v1/orders', 'order.read'],
  ['GET', '/api/v1/orders/counts', 'order.read'],
  ['GET', `/api/v1/orders/${nobody}`, 'order.read'],
  ['POST', `/api/v1/orders/${nobody}/read-again`, 'work.restart'],
  ['POST', `/api/v1/orders/${nobody}/notes`, 'order.note'],
  ['POST', `/api/v1/after-sales/${nobody}/refund`, 'refund.agree'],
  ['POST', `/api/v1/work/pushes/${nobody}/replay`, 'work.restart'],
  ['GET', '/api/v1/reports/overview', 'report.read'],
  ['GET', '/api/v1/work', 'work.read'],
  ['GET', '/api/v1/work/pushes', 'work.read'],
  ['POST', '/api/v1/work/restart', 'work.restart'],
  ['POST', `/api/v1/work/${nobody}/restart`, 'work.restart'],
];
const send = (caller: Caller, method: string, path: string) =>
  caller.send(method, path, method === 'GET' ? undefined : {});

describe('who may do what', () => {
  it('knows every route of the API', async () => {
    const api = await new Caller(product.baseUrl).get<{ paths: Record<string, Record<string, unknown>> }>(
      '/api/openapi.json',
    );
    const described = Object.entries(api.paths)
      .filter(([path]) => path.startsWith('/api/'))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, nobody)}`),
      );
    const tested = routes.map(([method, path]) => `${method} ${path}`);
    const withoutSession = ['login', 'invitation', 'invitation/open'].map((route) => `POST /api/v1/auth/${route}`);
    expect(described.sort()).toEqual([...tested, ...withoutSession, 'POST /api/v1/auth/logout'].sort());
  });

  it('describes the answer of every reading route', async () => {
    type Route = { responses: Record<string, { content?: Record<string, { schema?: unknown }> }> };
    const api = await new Caller(product.baseUrl).get<{ paths: Record<string, Record<string, Route>> }>(
      '/api/openapi.json',
    );
    const silent = Object.entries(api.paths)
      .filter(
        ([path, methods]) =>
          path.startsWith('/api/') &&
          methods['get'] &&
          !methods['get'].responses['200']?.content?.['application/json']?.schema,
      )
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });

  it('describes the scope on every route that has one', async () => {
    type Route = { parameters?: { name: string; in: string }[] };
    const api = await new Caller(product.baseUrl).get<{ paths: Record<string, Record<string, Route>> }>(
      '/api/openapi.json',
    );
    const unscoped = Object.entries(api.paths)
      .flatMap(([path, methods]) => Object.entries(methods).map(([method, route]) => ({ path, method, route })))
      .filter(({ route }) => {
        const query = (route.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name);
        return !query.includes('merchantId') || !query.includes('storeId');
      })
      .map(({ path, method }) => `${method} ${path}`);
    // These name what they act upon, or belong to the person and not to a place.
    const elsewhere =
      /^(\w+ (\/healthz|\/readyz|\/api\/v1\/(auth|merchants|views)|\/api\/v1\/stores\/unclaimed$|\/api\/v1\/support\/)|(post|patch|delete) \/api\/v1\/(people|roles\/|keys|support))/;
    expect(unscoped.filter((route) => !elsewhere.test(route))).toEqual(['post /api/v1/stores']);
  });

  it('answers nobody who is not signed in', async () => {
    for (const [method, path] of routes) {
      const { status, body } = await send(new Caller(product.baseUrl), method, path);
      expect([path, status, JSON.parse(body).code]).toEqual([path, 401, 'NOT_SIGNED_IN']);
    }
  });

  it.each(roles)('lets a %s do what the table of permissions says, and nothing else', async (role) => {
    for (const [method, path, permission] of routes) {
      const { status } = await send(people.get(role)!, method, path);
      const allowed = permission === null || rolePermissions[role].includes(permission);
      expect([method, path, status === 403]).toEqual([method, path, !allowed]);
      expect(status, path).toBeLessThan(500);
    }
  });

  it('uses every permission of the table', () => {
    const used = new Set(routes.map(([, , permission]) => permission));
    expect(permissions.filter((permission) => !used.has(permission))).toEqual(['order.raw']);
  });

  it('keeps a person with a narrower scope inside it', async () => {
    const owner = people.get('provider_owner')!;
    const other = (await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Other' })).id;
    const narrow = await product.person({
      email: 'narrow@test.example',
      role: 'provider_staff',
      onlyMerchants: ['Merchant'],
    });
    const { items } = await narrow.get<{ items: { id: string }[] }>('/api/v1/merchants');
    expect(items.map((item) => item.id)).toEqual([merchantId]);
    expect((await narrow.send('GET', `/api/v1/orders?merchantId=${other}`)).status).toBe(404);
    expect((await narrow.send('GET', `/api/v1/orders?merchantId=${merchantId}`)).status).toBe(200);
  });
});

describe('signing in', () => {
  it('sets a cookie that scripts cannot read, and signing out ends the session', async () => {
    const caller = new Caller(product.baseUrl);
    const { headers, body } = await caller.send('POST', '/api/v1/auth/login', {
      email: 'PROVIDER_owner@test.example ',
      password,
    });
    expect(headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    expect(JSON.parse(body)).toMatchObject({ role: 'provider_owner', isProvider: true });
    expect((await caller.send('POST', '/api/v1/auth/logout', {})).status).toBe(204);
    expect((await caller.send('GET', '/api/v1/auth/me')).status).toBe(401);
    const [hash] = await product.database.owner.query(
      "SELECT password_hash FROM app_user WHERE email = 'provider_owner@test.example'",
    );
    expect(hash.password_hash).toMatch(/^\$argon2id\$/);
  });

  it('answers a wrong password and an unknown person alike, and slows guessing down', async () => {
    const caller = new Caller(product.baseUrl);
    const attempt = (email: string) => caller.send('POST', '/api/v1/auth/login', { email, password: 'wrong' });
    const [known, unknown] = [await attempt('merchant_clerk@test.example'), await attempt('nobody@test.example')];
    expect([known.status, JSON.parse(known.body).code]).toEqual([401, 'WRONG_CREDENTIALS']);
    expect([unknown.status, JSON.parse(unknown.body).code]).toEqual([401, 'WRONG_CREDENTIALS']);
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await attempt('nobody@test.example')).status);
    expect(statuses.at(-1)).toBe(429);
    expect(
      (await caller.send('POST', '/api/v1/auth/login', { email: 'merchant_clerk@test.example', password })).status,
    ).toBe(200);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 409],
    [{ origin: 'http://localhost' }, 409],
    [{}, 409],
  ])(
    'takes a change with %j only from our own pages or a program',
    async (headers: Record<string, string>, expected) => {
      const { status } = await people
        .get('provider_owner')!
        .send('POST', '/api/v1/merchants', { name: 'Merchant' }, headers);
      expect(status).toBe(expected);
    },
  );
});

describe('bad input', () => {
  const owner = () => people.get('provider_owner')!;
  it.each([
    ['POST', '/api/v1/merchants', { name: '' }],
    ['POST', '/api/v1/merchants', { name: 'x', providerId: nobody }],
    ['POST', '/api/v1/stores', { mode: 'self_run', merchantId: nobody, name: 'x', appid: 'wxabc' }],
    ['GET', '/api/v1/orders?limit=5000', undefined],
    ['GET', '/api/v1/orders?view=everything', undefined],
    ['GET', '/api/v1/orders?platformOrderId=1%27%20OR%201', undefined],
    ['GET', '/api/v1/orders/not-an-id', undefined],
    ['GET', '/api/v1/reports/overview?timeZone=Mars/Olympus', undefined],
    ['GET', '/api/v1/orders?from=yesterday', undefined],
  ])('%s %s is answered with a code and what is wrong', async (method, path, body) => {
    const { status, body: text } = await owner().send(method, path, body);
    expect([status, JSON.parse(text).code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(JSON.parse(text)).toMatchObject({
      message: expect.any(String),
      requestId: expect.any(String),
      details: { fields: expect.arrayContaining([expect.any(String)]) },
    });
  });

  it('survives bodies that are no JSON', async () => {
    for (const body of ['{"name":', 'plain', '']) {
      const { status } = await owner().send('POST', '/api/v1/merchants', body, { 'content-type': 'application/json' });
      expect(status).toBe(400);
    }
    expect((await owner().send('POST', '/api/v1/merchants', 'name=x')).status).toBe(415);
  });

  it('starts a list at its beginning for a cursor that is not ours', async () => {
    expect((await owner().send('GET', '/api/v1/orders?cursor=bm90IG91cnM')).status).toBe(200);
  });
});

describe('health', () => {
  it('is alive, and ready with every part named', async () => {
    const caller = new Caller(product.baseUrl);
    expect((await caller.send('GET', '/healthz')).status).toBe(200);
    const { status, body } = await caller.send('GET', '/readyz');
    expect(status).toBe(200);
    expect(Object.keys(JSON.parse(body))).toEqual(expect.arrayContaining(['database', 'migrations', 'redis', 'queue']));
  });

  it('says which part is not ready', async () => {
    const ran = await product.database.owner.query('SELECT timestamp, name FROM schema_migration ORDER BY timestamp');
    await product.database.owner.query('DELETE FROM schema_migration');
    const { status, body } = await new Caller(product.baseUrl).send('GET', '/readyz');
    expect([status, JSON.parse(body).migrations]).toEqual([
      503,
      { ready: false, detail: `${ran.length} migrations have not run` },
    ]);
    for (const { timestamp, name } of ran)
      await product.database.owner.query('INSERT INTO schema_migration (timestamp, name) VALUES ($1, $2)', [
        timestamp,
        name,
      ]);
  });
});
