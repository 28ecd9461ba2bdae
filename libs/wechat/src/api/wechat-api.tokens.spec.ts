import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WechatError } from '../errors/wechat-error';
import { SAMPLE_ORDER, sampleId } from '../testdata/sample-order';
import { ScriptedPlatform } from '../testdata/scripted-platform';
import { buildApi, COMPONENT, provided, SHOP, selfRun, TestTime } from '../testdata/test-api';
import { MemoryTokenStore } from '../tokens/memory-token-store';
import type { TokenKey } from '../tokens/token-store';

const ORDER = '/channels/ec/order/get';
const STABLE = '/cgi-bin/stable_token';
const COMPONENT_TOKEN = '/cgi-bin/component/api_component_token';
const AUTHORIZER_TOKEN = '/cgi-bin/component/api_authorizer_token';
const AUTHORIZER_LIST = '/cgi-bin/component/api_get_authorizer_list';
const target = { appId: SHOP };
const shopKey: TokenKey = { kind: 'shop', appId: SHOP };
const componentKey: TokenKey = { kind: 'component', appId: COMPONENT };

let platform: ScriptedPlatform;
/** The tokens that calls about the shop are accepted with. */
let accepted: Set<string>;

beforeEach(async () => {
  platform = await ScriptedPlatform.start();
  accepted = new Set();
  platform.on(ORDER, ({ query }) =>
    accepted.has(query['access_token'] as string)
      ? { text: SAMPLE_ORDER }
      : { json: { errcode: 40001, errmsg: 'invalid credential' } },
  );
});
afterEach(() => platform.stop());

/** Hands out T1, T2 and so on; only the newest is accepted. With `sticky` a new one comes only by force. */
function stableTokens({ sticky = false, lifeSeconds = 7200 } = {}): void {
  let number = 0;
  platform.on(STABLE, ({ body }) => {
    const isNew = !sticky || number === 0 || body['force_refresh'] === true;
    if (isNew) accepted = new Set([`T${++number}`]);
    return { json: { access_token: `T${number}`, expires_in: lifeSeconds } };
  });
}

const tokensUsed = (): unknown[] => platform.requestsTo(ORDER).map(({ query }) => query['access_token']);

async function failureOf(work: Promise<unknown>): Promise<WechatError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WechatError);
  return error as WechatError;
}

describe('the token of a self-run shop', () => {
  it('is asked for once for many calls at a time and shared with other processes', async () => {
    stableTokens();
    const { api, store, time } = buildApi(platform);
    await Promise.all(Array.from({ length: 20 }, () => api.getOrder(target, sampleId)));
    const other = buildApi(platform, selfRun(), { store, time });
    await other.api.getOrder(target, sampleId);
    expect(platform.requestsTo(STABLE)).toHaveLength(1);
    expect(platform.requestsTo(STABLE)[0]?.body).toEqual({
      grant_type: 'client_credential',
      appid: SHOP,
      secret: 'S3CR3T',
    });
  });

  it('is refreshed by one process while the others wait for it', async () => {
    stableTokens();
    const time = new TestTime();
    const store = new MemoryTokenStore(time.now);
    const apis = Array.from({ length: 5 }, () => buildApi(platform, selfRun(), { store, time }).api);
    await Promise.all(apis.map((api) => api.getOrder(target, sampleId)));
    expect(platform.requestsTo(STABLE)).toHaveLength(1);
    expect(new Set(tokensUsed())).toEqual(new Set(['T1']));
  });

  it('asks the shared store once for many calls at a time', async () => {
    stableTokens();
    const time = new TestTime();
    const store = new MemoryTokenStore(time.now);
    const lease = vi.spyOn(store, 'lease');
    const { api } = buildApi(platform, selfRun(), { store, time });
    await Promise.all(Array.from({ length: 20 }, () => api.getOrder(target, sampleId)));
    expect(lease).toHaveBeenCalledTimes(1);
  });

  it('is not fetched again when another process wrote it just before we got the lease', async () => {
    stableTokens();
    accepted = new Set(['T-other']);
    const { api, store } = buildApi(platform);
    const lease = store.lease.bind(store);
    vi.spyOn(store, 'lease').mockImplementationOnce(async (key, holder, leaseSeconds) => {
      await lease(key, 'other', 5);
      await store.write(key, { token: 'T-other', expiresAt: new Date('2030-01-01') }, 'other');
      await store.release(key, 'other');
      return lease(key, holder, leaseSeconds);
    });
    await api.getOrder(target, sampleId);
    expect(platform.requestsTo(STABLE)).toEqual([]);
    expect(tokensUsed()).toEqual(['T-other']);
  });

  it('is forgotten when it was refused, even when there is no other yet', async () => {
    stableTokens();
    const { api, store } = buildApi(platform);
    await api.getOrder(target, sampleId);
    accepted = new Set(['T-new']);
    platform.script(STABLE, { json: { errcode: 50007 } });
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'restricted' });
    await store.lease(shopKey, 'other', 5);
    await store.write(shopKey, { token: 'T-new', expiresAt: new Date('2030-01-01') }, 'other');
    await api.getOrder(target, sampleId);
    expect(tokensUsed()).toEqual(['T1', 'T1', 'T-new']);
  });

  it('is taken over when the process that refreshed it died', async () => {
    stableTokens();
    const { api, store, time } = buildApi(platform);
    await store.lease(shopKey, 'dead process', 10);
    await api.getOrder(target, sampleId);
    expect(time.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(10_000);
  });

  it('is not waited for without end', async () => {
    stableTokens();
    const { api, store } = buildApi(platform);
    await store.lease(shopKey, 'stuck process', 3600);
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'busy', permanent: false });
    expect(platform.seen).toEqual([]);
  });

  it('is replaced a little before its end, counted from the life that was left', async () => {
    stableTokens({ lifeSeconds: 345 });
    const { api, time, store } = buildApi(platform);
    await api.getOrder(target, sampleId);
    expect((await store.read(shopKey))?.expiresAt).toEqual(new Date(time.now().getTime() + 285_000));
    time.pass(284);
    await api.getOrder(target, sampleId);
    time.pass(1);
    await api.getOrder(target, sampleId);
    expect(tokensUsed()).toEqual(['T1', 'T1', 'T2']);
  });

  it('is not fetched over and over when its life is short', async () => {
    stableTokens({ lifeSeconds: 20 });
    const { api } = buildApi(platform);
    for (let i = 0; i < 4; i += 1) await api.getOrder(target, sampleId);
    expect(platform.requestsTo(STABLE)).toHaveLength(1);
  });

  it.each([40001, 40014, 42001])(
    'is fetched again once after errcode %i, and the call repeated once',
    async (errcode) => {
      stableTokens();
      const { api, traces } = buildApi(platform);
      platform.script(ORDER, { json: { errcode } }, { text: SAMPLE_ORDER });
      await api.getOrder(target, sampleId);
      expect(tokensUsed()).toEqual(['T1', 'T2']);
      expect(traces.filter(({ path }) => path === ORDER).map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
        [1, 'token'],
        [2, 'ok'],
      ]);
    },
  );

  it('is not fetched a third time', async () => {
    stableTokens();
    platform.script(ORDER, { json: { errcode: 42001 } });
    expect(await failureOf(buildApi(platform).api.getOrder(target, sampleId))).toMatchObject({
      kind: 'token',
      code: 42001,
    });
    expect(tokensUsed()).toEqual(['T1', 'T2']);
    expect(platform.requestsTo(STABLE)).toHaveLength(2);
  });

  it('costs one refresh when many calls are refused at a time', async () => {
    stableTokens();
    const { api } = buildApi(platform);
    await api.getOrder(target, sampleId);
    accepted = new Set();
    await Promise.all(Array.from({ length: 20 }, () => api.getOrder(target, sampleId)));
    expect(platform.requestsTo(STABLE)).toHaveLength(2);
  });

  it('is read from the store first when another process has replaced it already', async () => {
    stableTokens();
    const { api, store } = buildApi(platform);
    await api.getOrder(target, sampleId);
    accepted = new Set(['T-new']);
    await store.lease(shopKey, 'other', 5);
    await store.write(shopKey, { token: 'T-new', expiresAt: new Date('2030-01-01') }, 'other');
    await store.release(shopKey, 'other');
    await api.getOrder(target, sampleId);
    expect(tokensUsed()).toEqual(['T1', 'T1', 'T-new']);
    expect(platform.requestsTo(STABLE)).toHaveLength(1);
  });

  it('is forced only when fetching gives the refused one again, at most every 30 s', async () => {
    stableTokens({ sticky: true });
    const { api, time } = buildApi(platform);
    await api.getOrder(target, sampleId);
    accepted = new Set();
    await api.getOrder(target, sampleId);
    expect(platform.requestsTo(STABLE).map(({ body }) => body['force_refresh'])).toEqual([undefined, undefined, true]);
    expect(tokensUsed()).toEqual(['T1', 'T1', 'T2']);

    accepted = new Set();
    const retryAt = new Date(time.now().getTime() + 30_000);
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'token', retryAt, permanent: false });
    time.pass(30);
    await api.getOrder(target, sampleId);
    expect(tokensUsed()).toEqual(['T1', 'T1', 'T2', 'T2', 'T2', 'T3']);
  });

  it('is not forced for a wrong secret', async () => {
    platform.script(STABLE, { json: { errcode: 40125, errmsg: 'invalid appsecret' } });
    expect(await failureOf(buildApi(platform).api.getOrder(target, sampleId))).toMatchObject({
      kind: 'token',
      code: 40125,
      permanent: true,
      path: STABLE,
    });
    expect(platform.requestsTo(STABLE)).toHaveLength(1);
  });

  it('is used on while a refresh fails for a moment, as it ends a little later than we replace it', async () => {
    stableTokens();
    const { api, time } = buildApi(platform);
    await api.getOrder(target, sampleId);
    time.pass(7150);
    platform.script(STABLE, { json: { errcode: -1 } });
    await api.getOrder(target, sampleId);
    time.pass(60);
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'busy', path: STABLE });
  });
});

describe('the token of a shop that authorised us', () => {
  beforeEach(() => {
    platform.script(COMPONENT_TOKEN, { json: { component_access_token: 'CT1', expires_in: 7200 } });
  });

  it('comes from the refresh token by the component token, and the latest refresh token is kept', async () => {
    accepted = new Set(['A1']);
    platform.script(AUTHORIZER_TOKEN, {
      json: { authorizer_access_token: 'A1', expires_in: 7200, authorizer_refresh_token: 'refresh-2' },
    });
    const { api, credentials } = buildApi(platform, provided());
    await api.getOrder(target, sampleId);
    expect(platform.requestsTo(COMPONENT_TOKEN)[0]?.body).toEqual({
      component_appid: COMPONENT,
      component_appsecret: 'C0MP',
      component_verify_ticket: 'ticket-1',
    });
    expect(platform.requestsTo(AUTHORIZER_TOKEN)[0]).toMatchObject({
      query: { access_token: 'CT1' },
      body: { component_appid: COMPONENT, authorizer_appid: SHOP, authorizer_refresh_token: 'refresh-1' },
    });
    expect(credentials.saved).toEqual([[SHOP, 'refresh-2']]);
  });

  const byRefreshToken = (good: string) =>
    platform.on(AUTHORIZER_TOKEN, ({ body }) =>
      body['authorizer_refresh_token'] === good
        ? { json: { authorizer_access_token: 'A1', expires_in: 7200, authorizer_refresh_token: good } }
        : { json: { errcode: 61023, errmsg: 'refresh_token is invalid' } },
    );

  it('is recovered from the list of authorisers when the refresh token is invalid', async () => {
    accepted = new Set(['A1']);
    byRefreshToken('refresh-9');
    const others = Array.from({ length: 500 }, (_, i) => ({ authorizer_appid: `wx${i}`, refresh_token: `r${i}` }));
    platform.on(AUTHORIZER_LIST, ({ body }) => ({
      json: {
        total_count: 501,
        list: body['offset'] === 0 ? others : [{ authorizer_appid: SHOP, refresh_token: 'refresh-9', auth_time: 1 }],
      },
    }));
    const { api, credentials } = buildApi(platform, provided());
    await api.getOrder(target, sampleId);
    expect(platform.requestsTo(AUTHORIZER_LIST).map(({ body }) => [body['offset'], body['count']])).toEqual([
      [0, 500],
      [500, 500],
    ]);
    expect(credentials.saved).toEqual([[SHOP, 'refresh-9']]);
  });

  it.each([
    ['does not have the shop', []],
    ['has no refresh token for it', [{ authorizer_appid: SHOP, refresh_token: '' }]],
    ['has the same invalid one', [{ authorizer_appid: SHOP, refresh_token: 'refresh-1' }]],
  ])('is lost when the list %s', async (_, list) => {
    byRefreshToken('another');
    platform.script(AUTHORIZER_LIST, { json: { total_count: list.length, list } });
    const { api, credentials } = buildApi(platform, provided());
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({
      kind: 'unauthorized',
      code: 61023,
      permanent: true,
    });
    expect(platform.requestsTo(AUTHORIZER_TOKEN).length).toBeLessThanOrEqual(2);
    expect(credentials.saved).toEqual([]);
  });

  it('is refused for good when the account has no right to any call', async () => {
    platform.script(AUTHORIZER_TOKEN, { json: { authorizer_access_token: '', expires_in: 7200 } });
    const { api } = buildApi(platform, provided());
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'permission', permanent: true });
  });

  it('survives a component token that was replaced elsewhere', async () => {
    accepted = new Set(['A1']);
    platform.script(
      COMPONENT_TOKEN,
      { json: { component_access_token: 'CT1', expires_in: 7200 } },
      { json: { component_access_token: 'CT2', expires_in: 7200 } },
    );
    platform.on(AUTHORIZER_TOKEN, ({ query }) =>
      query['access_token'] === 'CT2'
        ? { json: { authorizer_access_token: 'A1', expires_in: 7200 } }
        : { json: { errcode: 42001 } },
    );
    await buildApi(platform, provided()).api.getOrder(target, sampleId);
    expect(platform.requestsTo(AUTHORIZER_TOKEN).map(({ query }) => query['access_token'])).toEqual(['CT1', 'CT2']);
  });
});

describe('the component token', () => {
  it('waits for a ticket', async () => {
    const { api, credentials } = buildApi(platform, provided());
    credentials.ticket = undefined;
    expect(await failureOf(api.componentToken())).toMatchObject({ kind: 'component_ticket', permanent: false });
    platform.script(COMPONENT_TOKEN, { json: { errcode: 61006 } });
    credentials.ticket = 'old';
    expect(await failureOf(api.componentToken())).toMatchObject({ kind: 'component_ticket', code: 61006 });
  });

  it('is renewed ten minutes before its end, and lives on when there is no good ticket then', async () => {
    platform.script(
      COMPONENT_TOKEN,
      { json: { component_access_token: 'CT1', expires_in: 7200 } },
      { json: { errcode: 61005 } },
      { json: { component_access_token: 'CT2', expires_in: 7200 } },
    );
    const { api, time, store } = buildApi(platform, provided());
    expect(await api.componentToken()).toBe('CT1');
    expect((await store.read(componentKey))?.expiresAt).toEqual(new Date(time.now().getTime() + 6600_000));
    time.pass(6599);
    expect(await api.componentToken()).toBe('CT1');
    time.pass(2);
    expect(await api.componentToken()).toBe('CT1');
    expect(platform.requestsTo(COMPONENT_TOKEN)).toHaveLength(2);
    time.pass(6);
    expect(await api.componentToken()).toBe('CT2');
  });
});

describe('authorisations', () => {
  beforeEach(() => {
    platform.script(COMPONENT_TOKEN, { json: { component_access_token: 'CT1', expires_in: 7200 } });
  });

  it('exchanges a code and keeps both tokens', async () => {
    accepted = new Set(['A1']);
    platform.script('/cgi-bin/component/api_query_auth', {
      json: {
        authorization_info: {
          authorizer_appid: SHOP,
          authorizer_access_token: 'A1',
          expires_in: 7200,
          authorizer_refresh_token: 'refresh-7',
          func_info: [{ funcscope_category: { id: 129 } }, { funcscope_category: { id: '131' } }, {}],
        },
      },
    });
    const { api, credentials } = buildApi(platform, provided());
    expect(await api.queryAuth('code-1')).toEqual({
      appId: SHOP,
      accessToken: 'A1',
      expiresIn: 7200,
      refreshToken: 'refresh-7',
      permissionSets: [129, 131],
    });
    expect(credentials.saved).toEqual([[SHOP, 'refresh-7']]);
    await api.getOrder(target, sampleId);
    expect(platform.requestsTo(AUTHORIZER_TOKEN)).toEqual([]);
  });

  it('keeps the refresh token even when somebody refreshes the shop at that moment', async () => {
    const authorization_info = {
      authorizer_appid: SHOP,
      authorizer_access_token: 'A1',
      expires_in: 7200,
      authorizer_refresh_token: 'r7',
    };
    platform.script('/cgi-bin/component/api_query_auth', { json: { authorization_info } });
    const { api, credentials, store } = buildApi(platform, provided());
    await store.lease(shopKey, 'other', 60);
    await api.queryAuth('code-1');
    expect(credentials.saved).toEqual([[SHOP, 'r7']]);
    expect(await store.read(shopKey)).toBeUndefined();
  });

  it('tells who authorised', async () => {
    platform.script('/cgi-bin/component/api_get_authorizer_info', {
      json: {
        authorizer_info: {
          nick_name: '山野茶铺',
          user_name: 'gh_7b1d5e90c2a4',
          account_status: 1,
          store_info: { id: 0 },
        },
        authorization_info: { authorizer_appid: SHOP, func_info: [{ funcscope_category: { id: 131 } }] },
      },
    });
    expect(await buildApi(platform, provided()).api.authorizerInfo(SHOP)).toEqual({
      appId: SHOP,
      nickname: '山野茶铺',
      userName: 'gh_7b1d5e90c2a4',
      accountStatus: 1,
      isShop: true,
      permissionSets: [131],
    });
  });

  it('asks for tickets without a token', async () => {
    platform.script('/cgi-bin/component/api_start_push_ticket', { json: { errcode: 0, errmsg: 'ok' } });
    await buildApi(platform, provided()).api.startPushTicket();
    expect(platform.seen).toMatchObject([
      { query: {}, body: { component_appid: COMPONENT, component_secret: 'C0MP' } },
    ]);
  });
});
