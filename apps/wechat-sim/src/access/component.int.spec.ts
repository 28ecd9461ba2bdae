import { afterAll, beforeAll, expect, it } from 'vitest';
import { aesKey, dropDatabase, type Json, TestSimulator, textOf } from '../testing/test-simulator';

let sim: TestSimulator;
let ticket = '';
const config = {
  appid: 'wxd15ea5e0c0mp0001',
  secret: 'component-secret',
  token: 'component-token',
  aesKey,
  eventUrl: 'http://provider.test/events',
  messageUrl: 'http://provider.test/messages/$APPID$',
};
const part = (name: string) => new RegExp(`<${name}><!\\[CDATA\\[([^\\]]+)`).exec(sim.received.at(-1)!.text)![1]!;

beforeAll(async () => {
  sim = await TestSimulator.start();
  await sim.put('/sim/api/component', config);
  await sim.delivered();
  ticket = part('ComponentVerifyTicket');
});
afterAll(async () => {
  await sim.stop();
  await dropDatabase(sim.databaseUrl);
});

const tokenBody = () => ({
  component_appid: config.appid,
  component_appsecret: config.secret,
  component_verify_ticket: ticket,
});
const componentToken = async () =>
  textOf((await sim.post('/cgi-bin/component/api_component_token', tokenBody()))['component_access_token']);
const call = (token: string, name: string, body: object): Promise<Json> =>
  sim.post(`/cgi-bin/component/${name}?access_token=${token}`, { component_appid: config.appid, ...body });

async function authorizedShop(): Promise<{ appid: string; component: string; access: string; refresh: string }> {
  const { appid } = await sim.shop(1);
  await sim.post(`/sim/api/shops/${appid}/purchase`, { permissionSets: [131] });
  await sim.delivered();
  const component = await componentToken();
  const { authorization_info: info } = await call(component, 'api_query_auth', {
    authorization_code: part('AuthorizationCode'),
  });
  return {
    appid,
    component,
    access: textOf(info!['authorizer_access_token']),
    refresh: textOf(info!['authorizer_refresh_token']),
  };
}

it('pushes tickets and checks them', async () => {
  expect(sim.received.at(-1)).toMatchObject({ path: '/events', appid: config.appid });
  expect(await componentToken()).toBeTruthy();
  const refuse = async (change: object) =>
    (await sim.post('/cgi-bin/component/api_component_token', { ...tokenBody(), ...change }))['errcode'];
  expect(await refuse({ component_verify_ticket: 'other' })).toBe(61006);
  expect(await refuse({ component_verify_ticket: undefined })).toBe(61011);
  expect(await refuse({ component_appsecret: 'other' })).toBe(40125);
  expect(await refuse({ component_appid: 'other' })).toBe(40013);
  expect(await refuse({ component_appid: undefined })).toBe(41018);
  await sim.pass(12 * 3600 + 1);
  expect(await refuse({})).toBe(61005);
  await sim.post('/cgi-bin/component/api_start_push_ticket', {
    component_appid: config.appid,
    component_secret: config.secret,
  });
  await sim.delivered();
  ticket = part('ComponentVerifyTicket');
  expect(await componentToken()).toBeTruthy();
});

it('exchanges an authorization code once', async () => {
  const { appid } = await sim.shop(1);
  expect(await sim.post(`/sim/api/shops/${appid}/purchase`)).toMatchObject({ event: 'authorized' });
  await sim.delivered();
  expect([sim.events().at(-1), part('AuthorizerAppid')]).toEqual(['authorized', appid]);
  const code = part('AuthorizationCode');
  const token = await componentToken();
  const listed = async () => {
    const { list } = await call(token, 'api_get_authorizer_list', { offset: 0, count: 500 });
    return (list as unknown as Record<string, unknown>[]).find((one) => one['authorizer_appid'] === appid);
  };
  expect(await listed()).toMatchObject({ refresh_token: '' });
  const { authorization_info: info } = await call(token, 'api_query_auth', { authorization_code: code });
  expect(info).toMatchObject({
    authorizer_appid: appid,
    expires_in: 7200,
    func_info: [129, 130, 131].map((id) => ({ funcscope_category: { id } })),
  });
  expect(await listed()).toMatchObject({ refresh_token: info!['authorizer_refresh_token'] });
  expect(await call(token, 'api_query_auth', { authorization_code: code })).toMatchObject({ errcode: 61010 });
  const before = sim.received.length;
  expect(await sim.post(`/sim/api/shops/${appid}/purchase`)).toMatchObject({ event: null });
  await sim.delivered();
  expect(sim.received.length).toBe(before);
  expect(await call(token, 'api_get_authorizer_list', { offset: 0, count: 501 })).toMatchObject({ errcode: 40170 });
});

it('wants the right kind of token', async () => {
  const { access, component } = await authorizedShop();
  expect(await call(access, 'api_create_preauthcode', {})).toMatchObject({ errcode: 61014 });
  expect(await sim.post(`/channels/ec/order/get?access_token=${component}`, {})).toMatchObject({ errcode: 48001 });
  await componentToken();
  expect(await call(component, 'api_create_preauthcode', {})).toMatchObject({ errcode: 40001 });
});

it('lets the component do what the shop has granted, and no more', async () => {
  const { appid, access } = await authorizedShop();
  const { id } = await sim.order(appid);
  expect(await sim.post(`/channels/ec/order/get?access_token=${access}`, { order_id: id })).toMatchObject({
    errcode: 0,
  });
  expect(await sim.post(`/channels/ec/product/list/get?access_token=${access}`, { page_size: 1 })).toMatchObject({
    errcode: 48001,
  });
  await sim.post(`/sim/api/shops/${appid}/update-authorization`, { permissionSets: [129, 131] });
  await sim.delivered();
  expect(sim.events().at(-1)).toBe('updateauthorized');
  expect(await sim.post(`/channels/ec/product/list/get?access_token=${access}`, { page_size: 1 })).toMatchObject({
    errcode: 0,
  });
});

it('pushes events of the shop to the message URL, as XML with the component appid at the end', async () => {
  const { appid } = await authorizedShop();
  sim.received.length = 0;
  await sim.order(appid);
  await sim.delivered();
  const proxied = sim.received.filter(({ path }) => path === `/messages/${appid}`);
  expect(proxied.map(({ appid: tail }) => tail)).toEqual([config.appid, config.appid, config.appid]);
  expect(proxied[1]!.text).toMatch(
    /<Event><!\[CDATA\[channels_ec_order_pay\]\]><\/Event><order_info><order_id>\d{19}<\/order_id><pay_time>\d+</,
  );
});

it('refreshes, and stops when the shop withdraws', async () => {
  const { appid, component, access, refresh } = await authorizedShop();
  const renew = (token: string) =>
    call(component, 'api_authorizer_token', { authorizer_appid: appid, authorizer_refresh_token: token });
  expect(await renew('refreshtoken@@@other')).toMatchObject({ errcode: 61023 });
  const renewed = await renew(refresh);
  expect(renewed).toMatchObject({ expires_in: 7200, authorizer_refresh_token: refresh });
  const info = '/channels/ec/basics/info/get?access_token=';
  expect(await sim.get(info + access)).toMatchObject({ errcode: 40001 });
  const fresh = renewed['authorizer_access_token'];
  expect(await sim.get(info + fresh)).toMatchObject({ errcode: 0 });
  expect(await call(component, 'api_get_authorizer_info', { authorizer_appid: appid })).toMatchObject({
    authorizer_info: { store_info: { id: 0 } },
  });
  await sim.post(`/sim/api/shops/${appid}/unauthorize`);
  await sim.delivered();
  expect(sim.events().at(-1)).toBe('unauthorized');
  expect(await sim.get(info + fresh)).toMatchObject({ errcode: 61007 });
  expect(await renew(refresh)).toMatchObject({ errcode: 61007 });
});

it('uses a pre_auth_code once', async () => {
  const { appid } = await sim.shop(1);
  const { pre_auth_code, expires_in } = await call(await componentToken(), 'api_create_preauthcode', {});
  expect(expires_in).toBe(1800);
  const authorize = () => sim.post(`/sim/api/shops/${appid}/authorize`, { preAuthCode: pre_auth_code });
  expect(await authorize()).toMatchObject({ expiresIn: 3600 });
  expect(await authorize()).toMatchObject({ error: { code: 'STATE' } });
});
