import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WechatError } from '../errors/wechat-error';
import { SAMPLE_ORDER, sampleId } from '../testdata/sample-order';
import { type ScriptedAnswer, ScriptedPlatform } from '../testdata/scripted-platform';
import { buildApi, SHOP, START, selfRun } from '../testdata/test-api';

const ORDER = '/channels/ec/order/get';
const ORDER_LIST = '/channels/ec/order/list/get';
const AFTER_SALE_LIST = '/channels/ec/aftersale/getaftersalelist';
const TOKEN = '92_token';
const busy: ScriptedAnswer = { json: { errcode: -1, errmsg: 'system error rid: 6745e45d-5bcdbec4-3b05d64a' } };
const sample: ScriptedAnswer = { text: SAMPLE_ORDER };
const target = { appId: SHOP };

let platform: ScriptedPlatform;
beforeEach(async () => {
  platform = await ScriptedPlatform.start();
  platform.script('/cgi-bin/stable_token', { json: { access_token: TOKEN, expires_in: 7200 } });
});
afterEach(() => platform.stop());

async function failureOf(work: Promise<unknown>): Promise<WechatError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WechatError);
  return error as WechatError;
}

describe('an order', () => {
  it('refuses an answer about another order', async () => {
    platform.script(ORDER, { json: JSON.parse(SAMPLE_ORDER.replace(sampleId, '"37"')) as object });
    expect(await failureOf(buildApi(platform).api.getOrder(target, sampleId))).toMatchObject({
      kind: 'unreadable',
      permanent: false,
    });
  });

  it('comes as snapshot and as the exact text, asked for by its id as text', async () => {
    platform.script(ORDER, sample);
    const { api } = buildApi(platform);
    const { snapshot, raw } = await api.getOrder(target, '3731001000000000001');
    expect(snapshot.orderId).toBe('3731001000000000001');
    expect(raw).toBe(SAMPLE_ORDER);
    expect(platform.requestsTo(ORDER)).toEqual([
      { method: 'POST', path: ORDER, query: { access_token: TOKEN }, body: { order_id: '3731001000000000001' } },
    ]);
  });

  it('is recorded without its token, under the order', async () => {
    platform.script(ORDER, busy, sample);
    const { api, traces } = buildApi(platform);
    await api.getOrder(target, '3731001000000000001');
    const [, first, second] = traces;
    expect(first).toMatchObject({
      appId: SHOP,
      path: ORDER,
      subject: { kind: 'order', id: '3731001000000000001' },
      startedAt: START,
      httpStatus: 200,
      errcode: -1,
      rid: '6745e45d-5bcdbec4-3b05d64a',
      attempt: 1,
      outcome: 'busy',
    });
    expect(second).toMatchObject({ attempt: 2, outcome: 'ok' });
    expect(JSON.stringify(traces)).not.toMatch(/92_token|S3CR3T|access_token/);
  });

  it('that the platform answers without one is unreadable, for good', async () => {
    platform.script(ORDER, { json: { errcode: 0, errmsg: 'ok' } });
    const error = await failureOf(buildApi(platform).api.getOrder(target, sampleId));
    expect(error).toMatchObject({ kind: 'unreadable', permanent: true, path: ORDER });
    expect(platform.requestsTo(ORDER)).toHaveLength(1);
  });
});

describe('passing trouble', () => {
  it.each<[string, ScriptedAnswer]>([
    ['busy', busy],
    ['order being updated', { json: { errcode: 100003 } }],
    ['HTTP 502', { status: 502, text: '<html>' }],
    ['an answer that is no JSON', { text: 'gateway' }],
    ['a cut connection', { hangUp: true }],
  ])('%s is met by waiting longer each time', async (_, trouble) => {
    platform.script(ORDER, trouble, trouble, sample);
    const { api, time } = buildApi(platform);
    await api.getOrder(target, sampleId);
    expect(platform.requestsTo(ORDER)).toHaveLength(3);
    expect(time.slept).toEqual([250, 500]);
  });

  it('ends after four tries', async () => {
    platform.script(ORDER, busy);
    const { api, time } = buildApi(platform);
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'busy', code: -1, permanent: false });
    expect(platform.requestsTo(ORDER)).toHaveLength(4);
    expect(time.slept).toEqual([250, 500, 1000]);
  });

  it('spreads its pauses', async () => {
    platform.script(ORDER, busy, sample);
    const { api, time } = buildApi(platform, selfRun(), { random: () => 0 });
    await api.getOrder(target, sampleId);
    expect(time.slept).toEqual([125]);
  });

  it('never waits for an answer beyond its deadline', async () => {
    platform.script(ORDER, { silent: true });
    const { api } = buildApi(platform, selfRun(), { timeoutMs: 40 });
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'network', code: undefined });
  });

  it('repeats a change only when nothing can have happened', async () => {
    const change = { path: '/channels/ec/order/merchantnotes/update', body: {}, changes: true };
    platform.script(change.path, busy);
    const { api } = buildApi(platform);
    await failureOf(api.call(target, change));
    expect(platform.requestsTo(change.path)).toHaveLength(1);

    platform.script(change.path, { hangUp: true });
    await failureOf(api.call(target, change));
    expect(platform.requestsTo(change.path)).toHaveLength(2);

    platform.script(change.path, { json: { errcode: 100003 } }, { json: { errcode: 0 } });
    await api.call(target, change);
    expect(platform.requestsTo(change.path)).toHaveLength(4);
  });

  it('repeats even a change when no connection came about', async () => {
    const { api, time, store } = buildApi({ baseUrl: 'http://127.0.0.1:9' });
    const key = { kind: 'shop', appId: SHOP } as const;
    await store.lease(key, 'test', 60);
    await store.write(key, { token: TOKEN, expiresAt: new Date('2030-01-01') }, 'test');
    expect(await failureOf(api.call(target, { path: '/x', changes: true }))).toMatchObject({ kind: 'network' });
    expect(time.slept).toHaveLength(3);
  });
});

describe('refusals', () => {
  it.each([
    [48001, 'permission', true],
    [61007, 'unauthorized', true],
    [100002, 'not_found', true],
    [40097, 'bad_request', true],
    [50007, 'restricted', true],
    [10080001, 'restricted', true],
    [101100, 'other', true],
    [987654, 'other', false],
  ])('errcode %i is %s and not repeated', async (errcode, kind, permanent) => {
    platform.script(ORDER, { json: { errcode, errmsg: 'no rid: 6745e45d-5bcdbec4-3b05d64a' } });
    const error = await failureOf(buildApi(platform).api.getOrder(target, sampleId));
    expect(error).toMatchObject({ kind, code: errcode, permanent, rid: '6745e45d-5bcdbec4-3b05d64a' });
    expect(platform.requestsTo(ORDER)).toHaveLength(1);
    expect(platform.requestsTo('/cgi-bin/stable_token')).toHaveLength(1);
  });

  it('takes errcode as text for what it says', async () => {
    platform.script(ORDER, { json: { ...(JSON.parse(SAMPLE_ORDER) as object), errcode: '0' } });
    platform.script('/x', { json: { errcode: '48001' } });
    const { api } = buildApi(platform);
    await expect(api.call(target, { path: ORDER })).resolves.toBeDefined();
    expect(await failureOf(api.call(target, { path: '/x' }))).toMatchObject({ code: 48001 });
  });

  it('HTTP 403 is the IP allow-list: no repetition and no new token', async () => {
    platform.script(ORDER, { status: 403, text: '' });
    const error = await failureOf(buildApi(platform).api.getOrder(target, sampleId));
    expect(error).toMatchObject({ kind: 'ip_not_allowed', permanent: true, httpStatus: 403, code: undefined });
    expect(platform.requestsTo(ORDER)).toHaveLength(1);
    expect(platform.requestsTo('/cgi-bin/stable_token')).toHaveLength(1);
  });

  it('a refusal never shows the token', async () => {
    platform.script(ORDER, { hangUp: true });
    const error = await failureOf(buildApi(platform).api.getOrder(target, sampleId));
    expect(`${error.stack} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain(TOKEN);
  });
});

describe('quotas', () => {
  it('of a day end the calls of that path until midnight in Beijing, and of that path only', async () => {
    platform.script(ORDER, { json: { errcode: 45009 } }, sample);
    platform.script(ORDER_LIST, { json: { errcode: 0, order_id_list: [], has_more: false } });
    const { api, time } = buildApi(platform);
    const retryAt = new Date('2026-03-01T16:00:00Z');
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({
      kind: 'quota_day',
      retryAt,
      permanent: false,
    });
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'quota_day', code: 45009, retryAt });
    expect(platform.requestsTo(ORDER)).toHaveLength(1);
    const range = { from: START, to: START };
    await api.listOrderIds(target, { createTime: range });
    time.pass(6 * 3600);
    await api.getOrder(target, sampleId);
    expect(platform.requestsTo(ORDER)).toHaveLength(2);
  });

  it('of a minute are told as the next minute, without waiting here', async () => {
    platform.script(ORDER, { json: { errcode: 45011 } });
    const { api, time } = buildApi(platform);
    const retryAt = new Date('2026-03-01T10:01:00Z');
    expect(await failureOf(api.getOrder(target, sampleId))).toMatchObject({ kind: 'quota_minute', retryAt });
    expect(time.slept).toEqual([]);
  });

  it('that a person has reset are tried again at once', async () => {
    platform.script(ORDER, { json: { errcode: 45009 } }, sample);
    const { api } = buildApi(platform);
    await failureOf(api.getOrder(target, sampleId));
    api.resume(SHOP);
    await api.getOrder(target, sampleId);
  });

  it('of our own limiter are waited for when short and told when long', async () => {
    platform.script(ORDER, sample);
    const waits = [0, 120, 60_000];
    const { api, time } = buildApi(platform, selfRun(), { limiter: { take: async () => waits.shift() ?? 0 } });
    await api.getOrder(target, sampleId);
    expect(time.slept).toEqual([120]);
    const error = await failureOf(api.getOrder(target, sampleId));
    expect(error).toMatchObject({ kind: 'quota_minute', retryAt: new Date(START.getTime() + 60_120) });
    expect(platform.requestsTo(ORDER)).toHaveLength(1);
  });
});

describe('lists', () => {
  const week = 7 * 24 * 3600 * 1000;
  const to = START;
  const pages: ScriptedAnswer[] = [
    { json: { errcode: 0, order_id_list: ['1', '2'], next_key: 'K2', has_more: true } },
    { json: { errcode: 0, order_id_list: [], next_key: 'K3', has_more: true } },
    { json: { errcode: 0, order_id_list: ['3'], next_key: '', has_more: false } },
  ];

  it('of orders send the filters of the contract and hand out the cursor', async () => {
    platform.on(ORDER_LIST, () => ({
      text: '{"errcode":0,"order_id_list":[3731001000000000001,"3731001000000000002"],"next_key":"K2","has_more":true}',
    }));
    const { api } = buildApi(platform);
    const query = { updateTime: { from: new Date(to.getTime() - week), to }, status: 20, pageSize: 50 };
    expect(await api.listOrderIds(target, query)).toEqual({
      ids: ['3731001000000000001', '3731001000000000002'],
      nextCursor: 'K2',
    });
    expect(platform.requestsTo(ORDER_LIST)[0]?.body).toEqual({
      update_time_range: { start_time: to.getTime() / 1000 - 604800, end_time: to.getTime() / 1000 },
      status: 20,
      page_size: 50,
      next_key: '',
    });
  });

  it('of orders refuse more than seven days at once', () => {
    const { api } = buildApi(platform);
    const query = { createTime: { from: new Date(to.getTime() - week - 1000), to } };
    return expect(api.listOrderIds(target, query)).rejects.toThrow(RangeError);
  });

  it('of orders over ten days are read in two parts, page by page, over empty pages too', async () => {
    platform.script(ORDER_LIST, ...pages, ...pages);
    const { api } = buildApi(platform);
    const from = new Date(to.getTime() - 10 * 24 * 3600 * 1000);
    const read: string[][] = [];
    for await (const ids of api.iterateOrderIds(target, { createTime: { from, to } })) read.push(ids);
    expect(read).toEqual([['1', '2'], ['3'], ['1', '2'], ['3']]);
    const bodies = platform
      .requestsTo(ORDER_LIST)
      .map(({ body }) => body as { next_key: string; create_time_range: { start_time: number; end_time: number } });
    expect(bodies.map(({ next_key }) => next_key)).toEqual(['', 'K2', 'K3', '', 'K2', 'K3']);
    const border = from.getTime() / 1000 + 604800;
    expect(bodies[2]?.create_time_range).toEqual({ start_time: from.getTime() / 1000, end_time: border });
    expect(bodies[3]?.create_time_range).toEqual({ start_time: border, end_time: to.getTime() / 1000 });
  });

  it('stop instead of reading the same page for ever', async () => {
    platform.script(ORDER_LIST, { json: { order_id_list: ['1'], next_key: 'K', has_more: true } });
    const { api } = buildApi(platform);
    const read = async () => {
      for await (const ids of api.iterateOrderIds(target, { createTime: { from: to, to } })) expect(ids).toEqual(['1']);
    };
    expect(await failureOf(read())).toMatchObject({ kind: 'unreadable' });
    expect(platform.requestsTo(ORDER_LIST)).toHaveLength(2);
  });

  it('of after-sales go day by day and send the cursor from the second page on', async () => {
    const page = (id: string, next_key?: string) => ({
      json: { errcode: 0, after_sale_order_id_list: [id], has_more: next_key !== undefined, next_key },
    });
    platform.script(AFTER_SALE_LIST, page('1', 'K2'), page('2'), page('3'));
    const { api } = buildApi(platform);
    const from = new Date(to.getTime() - 30 * 3600 * 1000);
    const read: string[] = [];
    for await (const ids of api.iterateAfterSaleIds(target, { updateTime: { from, to } })) read.push(...ids);
    expect(read).toEqual(['1', '2', '3']);
    const start = from.getTime() / 1000;
    const firstDay = { begin_update_time: start, end_update_time: start + 86400 };
    expect(platform.requestsTo(AFTER_SALE_LIST).map(({ body }) => body)).toEqual([
      firstDay,
      { ...firstDay, next_key: 'K2' },
      { begin_update_time: start + 86400, end_update_time: to.getTime() / 1000 },
    ]);
  });

  it('of gift refunds ask by creation', async () => {
    const path = '/channels/ec/aftersale/getpresentaftersalelist';
    platform.script(path, { json: { errcode: 0, after_sale_order_id_list: ['6'], has_more: false } });
    const { api } = buildApi(platform);
    expect(await api.listGiftAfterSaleIds(target, { createTime: { from: to, to } })).toEqual({ ids: ['6'] });
    const second = to.getTime() / 1000;
    expect(platform.requestsTo(path)[0]?.body).toEqual({ begin_create_time: second, end_create_time: second });
  });
});

describe('the rest', () => {
  it('reads the shop by GET', async () => {
    platform.script('/channels/ec/basics/info/get', {
      json: {
        errcode: 0,
        info: {
          nickname: '山野茶铺',
          status: 'open_finished',
          username: 'gh_7b1d5e90c2a4',
          open_timestamp: 1735660800,
        },
      },
    });
    expect(await buildApi(platform).api.shopInfo(target)).toEqual({
      nickname: '山野茶铺',
      status: 'open_finished',
      userName: 'gh_7b1d5e90c2a4',
      openTime: new Date(1735660800_000),
    });
    expect(platform.seen.at(-1)).toMatchObject({ method: 'GET', query: { access_token: TOKEN } });
  });

  it('reads the shares of a gift, an after-sale and a gift refund', async () => {
    platform.script('/channels/ec/order/presentsuborder/get', {
      text: '{"errcode":0,"order_ids":[3731001000000000021,"37"]}',
    });
    const afterSale = { after_sale_order_id: '5', order_id: '37', present_order_id: '42', status: 'X', create_time: 9 };
    platform.script('/channels/ec/aftersale/getaftersaleorder', { json: { after_sale_order: afterSale } });
    platform.script('/channels/ec/aftersale/getpresentaftersaleorder', { json: { after_sale_order: afterSale } });
    const { api } = buildApi(platform);
    expect(await api.giftSubOrders(target, '42')).toEqual(['3731001000000000021', '37']);
    expect((await api.getAfterSale(target, '5')).snapshot).toMatchObject({ id: '5', orderId: '37' });
    expect((await api.getGiftAfterSale(target, '5')).snapshot).toMatchObject({ id: '5', giftId: '42' });
    expect(platform.seen.slice(1).map(({ body }) => body)).toEqual([
      { present_order_id: '42' },
      { after_sale_order_id: '5' },
      { after_sale_order_id: '5' },
    ]);
  });

  it('keeps its connections', async () => {
    platform.script(ORDER, sample);
    const { api } = buildApi(platform);
    for (let i = 0; i < 30; i += 1) await api.getOrder(target, sampleId);
    expect(platform.connections).toBeLessThanOrEqual(2);
    await api.close();
  });

  it('reaches a platform that lives under a path', async () => {
    platform.script('/sim/cgi-bin/stable_token', { json: { access_token: TOKEN, expires_in: 7200 } });
    platform.script(`/sim${ORDER}`, sample);
    await buildApi({ baseUrl: `${platform.baseUrl}/sim/` }).api.getOrder(target, sampleId);
    expect(platform.requestsTo(`/sim${ORDER}`)).toHaveLength(1);
  });
});
