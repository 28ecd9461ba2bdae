import { randomBytes } from 'node:crypto';
import { unlessRefused } from './caller.mjs';

const timeZone = 'Europe/London';
/** Who sells Online Retail: the order is the simulator's list of shops, by which customers are spread. */
const shops = [
  { merchant: '伦敦礼品行', name: '伦敦礼品行·一店', appid: 'wxretail00000001' },
  { merchant: '伦敦礼品行', name: '伦敦礼品行·二店', appid: 'wxretail00000002' },
  { merchant: '泰晤士杂货', name: '泰晤士杂货·一店', appid: 'wxretail00000003' },
  { merchant: '泰晤士杂货', name: '泰晤士杂货·二店', appid: 'wxretail00000004' },
];
export const retailAppids = shops.map(({ appid }) => appid);

const key = (length) =>
  randomBytes(2 * length)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);

/**
 * Two merchants with two shops each, on the platform and connected; what is there already is left as it is.
 * @param {{ api: Function, simulator: Function, baseUrl: string }} sides `baseUrl`: where the platform reaches the product
 */
export const connectRetailShops = (sides) => connectShops(sides, shops, { timeZone, products: 0 });

/** @returns the stores; those connected just now with the secrets of their pushes */
export async function connectShops({ api, simulator, baseUrl }, shops, { timeZone, products }) {
  const known = new Set((await simulator('GET', '/sim/api/shops')).shops.map(({ appid }) => appid));
  const stores = [];
  for (const { merchant, name, appid } of shops) {
    if (!known.has(appid)) await simulator('POST', '/sim/api/shops', { appid, nickname: name, products });
    const { secret } = await simulator('GET', `/sim/api/shops/${appid}`);
    const merchantId = await merchantCalled(api, merchant);
    const connected = await storeOf(api, merchantId, appid);
    const store = connected ?? (await connect({ merchantId, name, appid, secret }));
    stores.push({ merchantId, id: store.id, name, appid, push: store.push });
  }
  return stores;

  async function connect({ merchantId, name, appid, secret }) {
    const push = { url: `${baseUrl}/wechat/apps/${appid}`, token: key(16), aesKey: key(43) };
    const credentials = { secret, token: push.token, aesKey: push.aesKey };
    const store = { mode: 'self_run', merchantId, name, appid, timeZone, ...credentials };
    const { id } = await api('POST', '/api/v1/stores', store);
    await simulator('PUT', `/sim/api/shops/${appid}/push`, push);
    return { id, push };
  }
}

async function merchantCalled(api, name) {
  const created = await unlessRefused(409, () => api('POST', '/api/v1/merchants', { name }));
  if (created) return created.id;
  const { items } = await api('GET', `/api/v1/merchants?search=${encodeURIComponent(name)}`);
  return items.find((item) => item.name === name).id;
}

async function storeOf(api, merchantId, appid) {
  return (await api('GET', `/api/v1/stores?merchantId=${merchantId}&search=${appid}`)).items[0];
}
