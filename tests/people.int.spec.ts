import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../apps/api/src/create-app';
import { Caller } from './support/caller';
import { Installation, password } from './support/installation';

/** Time as the test sets it. */
const clock = {
  at: new Date('2026-03-10T02:00:00Z').getTime(),
  now() {
    return new Date(this.at);
  },
  pass(minutes: number) {
    this.at += minutes * 60_000;
  },
};

let product: Installation;
let owner: Caller;
let merchantId: string;
let otherMerchantId: string;
let merchantOwner: Caller;

beforeAll(async () => {
  product = await Installation.start({ clock });
  owner = await product.person({ email: 'owner@test.example', role: 'provider_owner' });
  merchantId = (await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Tea' })).id;
  otherMerchantId = (await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Cups' })).id;
  merchantOwner = await product.person({ email: 'tea@test.example', role: 'merchant_owner', merchant: 'Tea' });
});
afterAll(() => product?.stop());

const codeOf = (answer: { status: number; body: string }) => [
  answer.status,
  answer.body ? JSON.parse(answer.body).code : undefined,
];
/** Shows again that it is they, as the screens do when a sensitive act asks for it. */
const confirm = (caller: Caller) => caller.post('/api/v1/auth/confirm', { password });

interface Invited {
  id: string;
  link: string;
}
const tokenOf = (invited: Invited) => invited.link.split('#')[1]!;
const invitation = (over: Record<string, unknown> = {}) => ({
  email: `p${Math.random().toString(36).slice(2)}@test.example`,
  name: 'Invited',
  role: 'merchant_clerk',
  merchantId,
  grants: null,
  ...over,
});
const joinAs = async (inviter: Caller, over: Record<string, unknown> = {}) => {
  await confirm(inviter);
  const invited = await inviter.post<Invited>('/api/v1/people/invitations', invitation(over));
  const caller = new Caller(product.baseUrl);
  const me = await caller.post<{ id: string; permissions: string[] }>('/api/v1/auth/invitation', {
    token: tokenOf(invited),
    name: 'Joined',
    password: 'correct horse battery',
  });
  return { caller, me };
};

describe('invitations', () => {
  it('bring somebody in by a link that works once, with the role and scope that were offered', async () => {
    const invited = await merchantOwner.post<Invited>(
      '/api/v1/people/invitations',
      invitation({ email: 'Clerk@Test.example' }),
    );
    const visitor = new Caller(product.baseUrl);
    const offer = await visitor.post<Record<string, unknown>>('/api/v1/auth/invitation/open', {
      token: tokenOf(invited),
    });
    expect(offer).toMatchObject({ email: 'clerk@test.example', merchantName: 'Tea', role: 'merchant_clerk' });
    const accept = { token: tokenOf(invited), name: 'Clerk', password: 'correct horse battery' };
    const me = await visitor.post<Record<string, unknown>>('/api/v1/auth/invitation', accept);
    expect(me).toMatchObject({ email: 'clerk@test.example', merchantId, role: 'merchant_clerk' });
    expect((await visitor.send('GET', '/api/v1/orders')).status).toBe(200);
    expect(codeOf(await new Caller(product.baseUrl).send('POST', '/api/v1/auth/invitation', accept))).toEqual([
      404,
      'INVITATION_NOT_VALID',
    ]);
    const { items } = await merchantOwner.get<{ items: unknown[] }>('/api/v1/people/invitations');
    expect(items).toEqual([]);
  });

  it('cannot be accepted twice at the same moment', async () => {
    const invited = await merchantOwner.post<Invited>('/api/v1/people/invitations', invitation());
    const accept = { token: tokenOf(invited), name: 'Twice', password: 'correct horse battery' };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => new Caller(product.baseUrl).send('POST', '/api/v1/auth/invitation', accept)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('end after a week, when withdrawn, and with the rights of whoever gave them', async () => {
    const offered = async () => tokenOf(await merchantOwner.post<Invited>('/api/v1/people/invitations', invitation()));
    const open = (token: string) => new Caller(product.baseUrl).send('POST', '/api/v1/auth/invitation/open', { token });
    const late = await offered();
    clock.pass(7 * 24 * 60 + 1);
    expect(codeOf(await open(late))).toEqual([404, 'INVITATION_NOT_VALID']);
    await confirm(merchantOwner);
    const withdrawn = await merchantOwner.post<Invited>('/api/v1/people/invitations', invitation());
    await merchantOwner.send('DELETE', `/api/v1/people/invitations/${withdrawn.id}`);
    expect(codeOf(await open(tokenOf(withdrawn)))).toEqual([404, 'INVITATION_NOT_VALID']);

    const second = await joinAs(owner, { role: 'merchant_owner' });
    const byThem = await second.caller.post<Invited>('/api/v1/people/invitations', invitation());
    expect((await open(tokenOf(byThem))).status).toBe(200);
    await confirm(owner);
    await owner.post(`/api/v1/people/${second.me.id}/disabled`, { disabled: true });
    expect(codeOf(await open(tokenOf(byThem)))).toEqual([404, 'INVITATION_NOT_VALID']);
  });

  it('refuse a password that is short, common or made of the address', async () => {
    await confirm(merchantOwner);
    const invited = await merchantOwner.post<Invited>(
      '/api/v1/people/invitations',
      invitation({ email: 'longname@test.example' }),
    );
    for (const [word, code] of [
      ['short', 'VALIDATION_FAILED'],
      ['123456789012345', 'PASSWORD_TOO_COMMON'],
      ['aaaaaaaaaaaaaaa', 'PASSWORD_TOO_COMMON'],
      ['longname-longname', 'PASSWORD_TOO_COMMON'],
    ]) {
      const answer = await new Caller(product.baseUrl).send('POST', '/api/v1/auth/invitation', {
        token: tokenOf(invited),
        name: 'x',
        password: word,
      });
      expect(codeOf(answer)).toEqual([400, code]);
    }
  });
});

describe('an address', () => {
  it('that has an account with somebody else is not told to whoever invites it', async () => {
    await confirm(owner);
    const { id } = await owner.post<{ id: string }>('/api/v1/merchants', { name: 'Stranger' });
    const stranger = await product.person({
      email: 'stranger@test.example',
      role: 'merchant_owner',
      merchant: 'Stranger',
    });
    const invite = (caller: Caller, merchant: string) =>
      caller.send(
        'POST',
        '/api/v1/people/invitations',
        invitation({ email: 'tea@test.example', merchantId: merchant }),
      );
    expect((await invite(stranger, id)).status).toBe(201);
    expect(codeOf(await invite(merchantOwner, merchantId))).toEqual([409, 'EMAIL_TAKEN']);
  });
});

describe('roles and scope', () => {
  it('are given only by those who hold them', async () => {
    await confirm(owner);
    const { id: roleId } = await owner.post<{ id: string }>('/api/v1/roles', {
      name: 'Inviter',
      permissions: ['people.read', 'people.manage', 'order.read'],
    });
    const inviter = await joinAs(owner, { role: 'provider_own', roleId, merchantId: null });
    const attempt = (over: Record<string, unknown>) =>
      inviter.caller.send('POST', '/api/v1/people/invitations', invitation({ merchantId: null, ...over }));
    expect(codeOf(await attempt({ role: 'provider_owner' }))).toEqual([403, 'GRANT_NOT_HELD']);
    expect(codeOf(await attempt({ role: 'merchant_manager', merchantId }))).toEqual([403, 'GRANT_NOT_HELD']);
    expect((await attempt({ role: 'provider_own', roleId })).status).toBe(201);
    // Nor taken from somebody who holds more.
    const { items } = await owner.get<{ items: { id: string; email: string }[] }>('/api/v1/people?search=tea@');
    expect(
      codeOf(
        await inviter.caller.send('PATCH', `/api/v1/people/${items[0]!.id}`, { role: 'merchant_clerk', grants: null }),
      ),
    ).toEqual([403, 'GRANT_NOT_HELD']);
    expect(
      codeOf(await inviter.caller.send('POST', `/api/v1/people/${items[0]!.id}/disabled`, { disabled: true })),
    ).toEqual([403, 'GRANT_NOT_HELD']);
    expect(
      codeOf(
        await inviter.caller.send('PATCH', `/api/v1/people/${inviter.me.id}`, { role: 'provider_owner', grants: null }),
      ),
    ).toEqual([409, 'NOT_ONESELF']);
  });

  it('a role of one’s own gives exactly its rights, at once when it changes, and stays while it is used', async () => {
    await confirm(merchantOwner);
    const { id: roleId } = await merchantOwner.post<{ id: string }>('/api/v1/roles', {
      name: 'Figures',
      permissions: ['report.read'],
    });
    const { caller } = await joinAs(merchantOwner, { role: 'merchant_own', roleId });
    expect((await caller.send('GET', '/api/v1/reports/overview')).status).toBe(200);
    expect((await caller.send('GET', '/api/v1/orders')).status).toBe(403);
    await merchantOwner.patch(`/api/v1/roles/${roleId}`, { name: 'Figures', permissions: ['order.read'] });
    clock.pass(1);
    expect((await caller.send('GET', '/api/v1/orders')).status).toBe(200);
    expect((await caller.send('GET', '/api/v1/reports/overview')).status).toBe(403);
    expect(codeOf(await merchantOwner.send('DELETE', `/api/v1/roles/${roleId}`))).toEqual([409, 'ROLE_IN_USE']);
    expect(codeOf(await merchantOwner.send('POST', '/api/v1/roles', { name: 'Figures', permissions: [] }))).toEqual([
      409,
      'NAME_TAKEN',
    ]);
    expect(
      codeOf(await merchantOwner.send('POST', '/api/v1/roles', { name: 'More', permissions: ['merchant.create'] })),
    ).toEqual([403, 'GRANT_NOT_HELD']);
  });

  it('narrow a person to chosen stores, and a side keeps its last owner', async () => {
    const { caller, me } = await joinAs(owner, {
      role: 'provider_staff',
      merchantId: null,
      grants: [{ merchantId: otherMerchantId, storeId: null }],
    });
    const { items } = await caller.get<{ items: { id: string }[] }>('/api/v1/merchants');
    expect(items.map((item) => item.id)).toEqual([otherMerchantId]);
    expect((await caller.send('GET', `/api/v1/orders?merchantId=${merchantId}`)).status).toBe(404);
    await owner.patch(`/api/v1/people/${me.id}`, { role: 'provider_staff', grants: [{ merchantId, storeId: null }] });
    expect((await caller.send('GET', `/api/v1/orders?merchantId=${merchantId}`)).status).toBe(200);
    const { items: found } = await owner.get<{ items: { id: string; email: string }[] }>('/api/v1/people?search=tea@');
    expect(codeOf(await owner.send('POST', `/api/v1/people/${found[0]!.id}/disabled`, { disabled: true }))).toEqual([
      409,
      'LAST_OWNER',
    ]);
    expect(
      codeOf(await owner.send('PATCH', `/api/v1/people/${found[0]!.id}`, { role: 'merchant_clerk', grants: null })),
    ).toEqual([409, 'LAST_OWNER']);
  });

  it('end at once for somebody who is disabled', async () => {
    const { caller, me } = await joinAs(merchantOwner);
    await merchantOwner.post(`/api/v1/people/${me.id}/disabled`, { disabled: true });
    expect((await caller.send('GET', '/api/v1/auth/me')).status).toBe(401);
    await merchantOwner.post(`/api/v1/people/${me.id}/disabled`, { disabled: false });
  });
});

describe('the second factor', () => {
  const codeAt = (secret: string, offsetSeconds = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.at + offsetSeconds * 1000 });
  const signIn = (email: string, code?: string) =>
    new Caller(product.baseUrl).send('POST', '/api/v1/auth/login', {
      email,
      password: 'correct horse battery',
      ...(code ? { code } : {}),
    });

  it('asks for a code, takes each code and each recovery code once, and can be turned off', async () => {
    const email = 'factor@test.example';
    const { caller } = await joinAs(merchantOwner, { email });
    const { secret, uri } = await caller.post<{ secret: string; uri: string }>('/api/v1/auth/second-factor');
    expect(uri).toMatch(/^otpauth:\/\/totp\/Zhanggui/);
    expect((await signIn(email)).status).toBe(200);
    expect(codeOf(await caller.send('POST', '/api/v1/auth/second-factor/confirm', { code: '000000' }))).toEqual([
      400,
      'WRONG_CODE',
    ]);
    const { codes } = await caller.post<{ codes: string[] }>('/api/v1/auth/second-factor/confirm', {
      code: codeAt(secret),
    });
    expect(new Set(codes).size).toBe(10);
    expect(codeOf(await signIn(email))).toEqual([401, 'SECOND_FACTOR_NEEDED']);
    // The code that turned it on was seen already.
    expect(codeOf(await signIn(email, codeAt(secret)))).toEqual([401, 'WRONG_CODE']);
    clock.pass(1);
    const code = codeAt(secret);
    expect((await signIn(email, code)).status).toBe(200);
    expect(codeOf(await signIn(email, code))).toEqual([401, 'WRONG_CODE']);
    clock.pass(5);
    expect(codeOf(await signIn(email, code))).toEqual([401, 'WRONG_CODE']);
    expect((await signIn(email, codes[0]!.toUpperCase())).status).toBe(200);
    expect(codeOf(await signIn(email, codes[0]))).toEqual([401, 'WRONG_CODE']);
    expect(await caller.get('/api/v1/auth/second-factor')).toEqual({ on: true, recoveryCodesLeft: 9 });
    clock.pass(11);
    expect(codeOf(await caller.send('DELETE', '/api/v1/auth/second-factor'))).toEqual([403, 'CONFIRMATION_NEEDED']);
    await caller.post('/api/v1/auth/confirm', { code: codeAt(secret) });
    await caller.send('DELETE', '/api/v1/auth/second-factor');
    expect((await signIn(email)).status).toBe(200);
  });

  it('cannot be guessed by asking without a code in between', async () => {
    const email = 'patient@test.example';
    const { caller } = await joinAs(merchantOwner, { email });
    const { secret } = await caller.post<{ secret: string }>('/api/v1/auth/second-factor');
    await caller.post('/api/v1/auth/second-factor/confirm', { code: codeAt(secret) });
    const answers: unknown[] = [];
    for (let i = 0; i < 12; i++) {
      answers.push(codeOf(await signIn(email))[1], codeOf(await signIn(email, '000000'))[1]);
    }
    expect(answers.filter((code) => code === 'WRONG_CODE').length).toBeLessThanOrEqual(10);
    expect(answers.slice(-2)).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
    clock.pass(16);
  });

  it('keeps no secret and no code in clear', async () => {
    const rows = await product.database.owner.query(
      'SELECT secret_sealed FROM second_factor UNION ALL SELECT code_hash FROM recovery_code',
    );
    for (const row of rows) expect(row.secret_sealed).not.toMatch(/^[A-Z2-7]{32}$|^[a-z0-9]{5}-/);
  });
});

describe('limits of guessing', () => {
  it('hold over several processes, and across a pause of Redis', async () => {
    const second = await createApp(product.config, { clock });
    await second.listen(0, '127.0.0.1');
    const address = second.getHttpServer().address() as { port: number };
    try {
      const bases = [product.baseUrl, `http://127.0.0.1:${address.port}`];
      await joinAs(merchantOwner, { email: 'guessed@test.example' });
      const attempt = (i: number, word: string) =>
        new Caller(bases[i % 2]!).send('POST', '/api/v1/auth/login', { email: 'guessed@test.example', password: word });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => attempt(i, 'wrong')));
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
      const refused = await attempt(0, 'correct horse battery');
      expect(codeOf(refused)).toEqual([429, 'TOO_MANY_ATTEMPTS']);
      expect(JSON.parse(refused.body).details.retryAfterSeconds).toBeGreaterThan(0);
      clock.pass(16);
      expect((await attempt(1, 'correct horse battery')).status).toBe(200);
    } finally {
      await second.close();
    }
  });
});

describe('an account', () => {
  it('lists its sessions and ends them', async () => {
    const email = 'sessions@test.example';
    const { caller } = await joinAs(merchantOwner, { email });
    const elsewhere = new Caller(product.baseUrl);
    await elsewhere.post('/api/v1/auth/login', { email, password: 'correct horse battery' });
    const { items } = await caller.get<{ items: { id: string; current: boolean }[] }>('/api/v1/auth/sessions');
    expect(items.map((item) => item.current).sort()).toEqual([false, true]);
    const foreign = await merchantOwner.get<{ items: { id: string }[] }>('/api/v1/auth/sessions');
    expect((await caller.send('DELETE', `/api/v1/auth/sessions/${foreign.items[0]!.id}`)).status).toBe(404);
    await caller.send('DELETE', `/api/v1/auth/sessions/${items.find((item) => !item.current)!.id}`);
    expect((await elsewhere.send('GET', '/api/v1/auth/me')).status).toBe(401);
    expect((await caller.send('GET', '/api/v1/auth/me')).status).toBe(200);
  });

  it('changes its password with the old one, which ends its other sessions, and its address', async () => {
    const email = 'change@test.example';
    const { caller } = await joinAs(merchantOwner, { email });
    const elsewhere = new Caller(product.baseUrl);
    await elsewhere.post('/api/v1/auth/login', { email, password: 'correct horse battery' });
    const change = (currentPassword: string) =>
      caller.send('POST', '/api/v1/auth/password', { currentPassword, newPassword: 'another long phrase' });
    expect(codeOf(await change('wrong'))).toEqual([401, 'WRONG_CREDENTIALS']);
    expect((await change('correct horse battery')).status).toBe(204);
    expect((await elsewhere.send('GET', '/api/v1/auth/me')).status).toBe(401);
    expect(codeOf(await caller.send('POST', '/api/v1/auth/email', { email: 'tea@test.example' }))).toEqual([
      409,
      'EMAIL_TAKEN',
    ]);
    expect((await caller.send('POST', '/api/v1/auth/email', { email: 'changed@test.example' })).status).toBe(204);
    expect(
      (
        await new Caller(product.baseUrl).send('POST', '/api/v1/auth/login', {
          email: 'changed@test.example',
          password: 'another long phrase',
        })
      ).status,
    ).toBe(200);
  });

  it('must show again that it is they before a sensitive act, ten minutes after the last time', async () => {
    await confirm(merchantOwner);
    clock.pass(9);
    expect((await merchantOwner.send('POST', '/api/v1/people/invitations', invitation())).status).toBe(201);
    clock.pass(2);
    const refused = await merchantOwner.send('POST', '/api/v1/people/invitations', invitation());
    expect(codeOf(refused)).toEqual([403, 'CONFIRMATION_NEEDED']);
    expect(JSON.parse(refused.body).details).toEqual({ with: 'password' });
    expect(codeOf(await merchantOwner.send('POST', '/api/v1/auth/confirm', { password: 'wrong' }))).toEqual([
      401,
      'WRONG_CREDENTIALS',
    ]);
    await confirm(merchantOwner);
    expect((await merchantOwner.send('POST', '/api/v1/people/invitations', invitation())).status).toBe(201);
  });
});

describe('API keys', () => {
  const withKey = (key: string, path: string, method = 'GET', body?: unknown) =>
    new Caller(product.baseUrl).send(method, path, body, { authorization: `Bearer ${key}` });
  const make = async (caller: Caller, over: Record<string, unknown> = {}) => {
    await confirm(caller);
    return caller.post<{ id: string; key: string }>('/api/v1/keys', {
      name: 'ERP',
      permissions: ['order.read'],
      grants: null,
      days: 30,
      ...over,
    });
  };

  it('do what they were made for, within the scope of their maker, and nothing else', async () => {
    const { key } = await make(merchantOwner);
    expect((await withKey(key, '/api/v1/orders')).status).toBe(200);
    expect((await withKey(key, '/api/v1/reports/overview')).status).toBe(403);
    expect((await withKey(key, `/api/v1/orders?merchantId=${otherMerchantId}`)).status).toBe(404);
    expect(codeOf(await withKey(key, '/api/v1/auth/sessions'))).toEqual([403, 'SIGN_IN_ONLY']);
    expect(codeOf(await withKey(key, '/api/v1/keys', 'POST', {}))).toEqual([403, 'SIGN_IN_ONLY']);
    expect((await withKey(`${key}x`, '/api/v1/orders')).status).toBe(401);
    expect((await withKey(key.replace(/.{43}$/, 'A'.repeat(43)), '/api/v1/orders')).status).toBe(401);
    const narrow = await make(owner, { grants: [{ merchantId: otherMerchantId, storeId: null }] });
    expect((await withKey(narrow.key, `/api/v1/orders?merchantId=${merchantId}`)).status).toBe(404);
    expect((await withKey(narrow.key, `/api/v1/orders?merchantId=${otherMerchantId}`)).status).toBe(200);
  });

  it('show when they were used, and die with their time, by hand, and with their maker', async () => {
    const mine = await make(merchantOwner);
    await withKey(mine.key, '/api/v1/orders');
    const { items } = await merchantOwner.get<{ items: { id: string; lastUsedAt: string | null }[] }>('/api/v1/keys');
    expect(items.find((item) => item.id === mine.id)!.lastUsedAt).toBe(clock.now().toISOString());
    await merchantOwner.send('DELETE', `/api/v1/keys/${mine.id}`);
    expect((await withKey(mine.key, '/api/v1/orders')).status).toBe(401);

    const { caller, me } = await joinAs(owner, { role: 'merchant_owner' });
    const theirs = await make2(caller);
    expect((await withKey(theirs.key, '/api/v1/orders')).status).toBe(200);
    await confirm(owner);
    await owner.post(`/api/v1/people/${me.id}/disabled`, { disabled: true });
    clock.pass(1);
    expect((await withKey(theirs.key, '/api/v1/orders')).status).toBe(401);

    const short = await make(merchantOwner, { days: 1 });
    clock.pass(25 * 60);
    expect((await withKey(short.key, '/api/v1/orders')).status).toBe(401);
  });

  it('cannot be given more than their maker holds', async () => {
    await confirm(merchantOwner);
    expect(
      codeOf(
        await merchantOwner.send('POST', '/api/v1/keys', {
          name: 'x',
          permissions: ['merchant.create'],
          grants: null,
          days: 1,
        }),
      ),
    ).toEqual([403, 'GRANT_NOT_HELD']);
    expect(
      (
        await merchantOwner.send('POST', '/api/v1/keys', {
          name: 'x',
          permissions: ['order.read'],
          grants: [{ merchantId: otherMerchantId, storeId: null }],
          days: 1,
        })
      ).status,
    ).toBe(404);
  });

  const make2 = (caller: Caller) =>
    caller.post<{ id: string; key: string }>('/api/v1/keys', {
      name: 'Theirs',
      permissions: ['order.read'],
      grants: null,
      days: 30,
    });
});

describe('support access', () => {
  it('lets support staff into one merchant for a reason and a time, with narrow rights, and the merchant reads along', async () => {
    const { caller } = await joinAs(owner, { role: 'provider_support', merchantId: null, grants: [] });
    const orders = `/api/v1/orders?merchantId=${merchantId}`;
    expect((await caller.send('GET', orders)).status).toBe(403);
    expect((await caller.get<{ items: unknown[] }>('/api/v1/support/merchants?search=te')).items).toEqual([
      { id: merchantId, name: 'Tea' },
    ]);
    expect((await caller.send('POST', '/api/v1/support', { merchantId, reason: 'x', minutes: 30 })).status).toBe(400);
    const access = await caller.post<{ id: string }>('/api/v1/support', {
      merchantId,
      reason: 'Orders are missing',
      minutes: 30,
    });
    expect((await caller.send('GET', orders)).status).toBe(200);
    expect((await caller.send('GET', `/api/v1/orders?merchantId=${otherMerchantId}`)).status).toBe(403);
    expect((await caller.send('GET', '/api/v1/orders')).status).toBe(403);
    expect(
      (await caller.send('PATCH', `/api/v1/stores/${merchantId}?merchantId=${merchantId}`, { name: 'x' })).status,
    ).toBe(403);
    const me = await caller.get<{ openSupport: { merchantName: string; reason: string }[] }>('/api/v1/auth/me');
    expect(me.openSupport).toMatchObject([{ merchantName: 'Tea', reason: 'Orders are missing' }]);

    const { items } = await merchantOwner.get<{ items: Record<string, unknown>[] }>('/api/v1/support');
    expect(items[0]).toMatchObject({
      id: access.id,
      reason: 'Orders are missing',
      open: true,
      mayEnd: true,
      userName: 'Joined',
    });
    const log = await merchantOwner.get<{ items: { action: string }[] }>(`/api/v1/audit?supportAccessId=${access.id}`);
    expect(log.items.map((entry) => entry.action)).toEqual(['support.viewed', 'support.opened']);

    await merchantOwner.post(`/api/v1/support/${access.id}/end`);
    expect((await caller.send('GET', orders)).status).toBe(403);
    const again = await caller.post<{ id: string }>('/api/v1/support', {
      merchantId,
      reason: 'Orders are missing',
      minutes: 30,
    });
    clock.pass(31);
    expect((await caller.send('GET', orders)).status).toBe(403);
    expect(
      (
        await product
          .person({ email: 'cups@test.example', role: 'merchant_owner', merchant: 'Cups' })
          .then((cups) => cups.send('POST', `/api/v1/support/${again.id}/end`, {}))
      ).status,
    ).toBe(404);
  });
});
