// The demo: a provider with four merchants whose stores sell on the simulated platform. Everything comes in through the
// real spine; this file only plays the merchants (on the simulator) and the provider's staff (on the API).
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

export const demoPassword = 'zhanggui-demo';
const mail = (name) => `${name}@demo.zhanggui.example`;

export const signIns = [
  { email: mail('owner'), name: '陈掌柜', role: 'provider_owner' },
  { email: mail('staff'), name: '林运营', role: 'provider_staff' },
  { email: mail('analyst'), name: 'Alex Reed', role: 'provider_analyst', locale: 'en-US' },
  { email: mail('support'), name: '苏援', role: 'provider_support', onlyMerchants: [] },
  { email: mail('tea-owner'), name: '杨山', role: 'merchant_owner', merchant: '山野茶铺' },
  { email: mail('tea-manager'), name: '何茗', role: 'merchant_manager', merchant: '山野茶铺' },
  { email: mail('tea-clerk'), name: '小满', role: 'merchant_clerk', merchant: '山野茶铺' },
  { email: mail('tea-finance'), name: '周算', role: 'merchant_finance', merchant: '山野茶铺' },
  { email: mail('fruit-owner'), name: '郭果', role: 'merchant_owner', merchant: '果然鲜生' },
];

const shops = [
  { merchant: '山野茶铺', nickname: '山野茶铺·旗舰店', appid: 'wxdemo0000tea001', mode: 'self_run' },
  { merchant: '山野茶铺', nickname: '山野茶铺·礼盒店', appid: 'wxdemo0000tea002', mode: 'provider' },
  { merchant: '果然鲜生', nickname: '果然鲜生', appid: 'wxdemo000fruit01', mode: 'provider' },
  { merchant: '云裳服饰', nickname: '云裳服饰', appid: 'wxdemo000cloth01', mode: 'provider' },
  { merchant: '拾光家居', nickname: '拾光家居', appid: 'wxdemo0000home01', mode: 'self_run' },
];
const historyDays = 30;
const ordersPerDay = 10;

/** A caller of a JSON API that keeps its session cookie. @returns the answer; throws with the status otherwise */
function caller(base) {
  let cookie = '';
  return async (method, path, body, { allow = [] } = {}) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(cookie ? { cookie } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    const text = await response.text();
    if (!response.ok && !allow.includes(response.status))
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : undefined;
  };
}

async function until(what, ready, seconds = 120) {
  for (const deadline = Date.now() + seconds * 1000; ; await new Promise((resolve) => setTimeout(resolve, 300))) {
    const result = await ready();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`Gave up waiting for ${what}`);
  }
}

const aesKey = () =>
  randomBytes(40)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .padEnd(43, 'k')
    .slice(0, 43);

/** Loads the demo. Every step can be repeated, so an interrupted first start goes on at the next. */
export async function loadDemo({ root, env, provider, port, simulatorPort, say, isLoaded }) {
  const base = `http://127.0.0.1:${port}`;
  const simulator = caller(`http://127.0.0.1:${simulatorPort}`);
  await simulator('PUT', '/sim/api/component', {
    ...provider,
    eventUrl: `${base}/wechat/component`,
    messageUrl: `${base}/wechat/apps/$APPID$`,
  });
  if (isLoaded) return;
  say('Loading the demo: people and merchants …');
  createPeople(
    root,
    env,
    signIns.filter((person) => !person.merchant),
  );
  const api = caller(base);
  await api('POST', '/api/v1/auth/login', { email: mail('owner'), password: demoPassword });
  const merchants = new Map();
  for (const name of new Set(shops.map((shop) => shop.merchant))) {
    const created = await api('POST', '/api/v1/merchants', { name }, { allow: [409] });
    const found = created.id
      ? created
      : (await api('GET', `/api/v1/merchants?search=${encodeURIComponent(name)}`)).items.find(
          (item) => item.name === name,
        );
    merchants.set(name, found.id);
  }
  createPeople(
    root,
    env,
    signIns.filter((person) => person.merchant),
  );

  say(`Loading the demo: ${shops.length} stores sell for ${historyDays} days on the simulated platform …`);
  for (const shop of shops) {
    const known = (await simulator('GET', '/sim/api/shops')).shops.find((entry) => entry.appid === shop.appid);
    shop.known = known ?? (await simulator('POST', '/sim/api/shops', { appid: shop.appid, nickname: shop.nickname }));
    const { orders } = await simulator('GET', `/sim/api/shops/${shop.appid}/orders?limit=1`);
    if (orders.length === 0)
      await simulator('POST', '/sim/api/history', { appids: [shop.appid], days: historyDays, ordersPerDay });
  }
  say('Loading the demo: merchants authorise the provider, stores are connected …');
  const connected = [];
  for (const shop of shops) {
    const merchantId = merchants.get(shop.merchant);
    const store = { mode: shop.mode, merchantId, name: shop.nickname, appid: shop.appid };
    if (shop.mode === 'self_run') {
      const push = {
        url: `${base}/wechat/apps/${shop.appid}`,
        token: randomBytes(8).toString('hex'),
        aesKey: aesKey(),
      };
      const result = await api(
        'POST',
        '/api/v1/stores',
        { ...store, secret: shop.known.secret, token: push.token, aesKey: push.aesKey },
        { allow: [409] },
      );
      if (result.id) await simulator('PUT', `/sim/api/shops/${shop.appid}/push`, push);
    } else {
      await simulator('POST', `/sim/api/shops/${shop.appid}/purchase`, {});
      await until(`the authorisation of ${shop.nickname}`, async () => {
        const result = await api('POST', '/api/v1/stores', store, { allow: [409] });
        return result.id || result.code === 'APP_ALREADY_CONNECTED';
      });
    }
    const { items } = await api('GET', `/api/v1/stores?merchantId=${merchantId}&search=${shop.appid}`);
    connected.push({ merchantId, id: items[0].id });
  }
  let said = 0;
  await until(
    'the history to be read',
    async () => {
      const backfills = await Promise.all(
        connected.map(
          async ({ merchantId, id }) => (await api('GET', `/api/v1/stores/${id}?merchantId=${merchantId}`)).backfill,
        ),
      );
      const found = backfills.reduce((sum, backfill) => sum + (backfill?.found ?? 0), 0);
      const waiting = backfills.reduce((sum, backfill) => sum + (backfill?.waiting ?? 0), 0);
      if (Date.now() - said > 4000) {
        said = Date.now();
        say(
          `Loading the demo: history through the spine, ${Math.max(0, found - waiting)} orders and after-sales read, ${waiting} to go …`,
        );
      }
      return backfills.every((backfill) => backfill?.state === 'done') && waiting === 0;
    },
    600,
  );
}

function createPeople(root, env, people) {
  execFileSync(process.execPath, ['--enable-source-maps', 'dist/apps/api/create-users.js'], {
    cwd: root,
    env: { ...process.env, ...env },
    input: JSON.stringify({
      provider: '掌柜服务商',
      people: people.map((person) => ({ ...person, password: demoPassword })),
    }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
