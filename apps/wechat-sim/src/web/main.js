import { act, api } from './api.js';
import { element, showList, timeOf, yuan } from './dom.js';
import { orderRow } from './orders.js';
import { showFaults, showJumps, showTraffic, wirePanels } from './panels.js';
import { pushRow } from './pushes.js';
import { fillTexts, switchLanguage, texts } from './texts.js';

const $ = (id) => document.getElementById(id);
const newOrder = $('new-order');
let shops = [];
let selected = new URLSearchParams(location.search).get('shop') ?? '';
const shownOrders = 40;
const shownPushes = 40;

const shopRow = (shop) =>
  element(
    'li',
    {},
    element(
      'button',
      {
        type: 'button',
        'data-testid': `shop-${shop.appid}`,
        'aria-current': String(shop.appid === selected),
        onclick: () => act(() => select(shop.appid)),
      },
      shop.nickname,
      element('small', {}, shop.authorization ? texts().authorized : texts().notAuthorized),
    ),
  );

async function refreshShops() {
  ({ shops } = await api('GET', '/shops'));
  if (!shops.some(({ appid }) => appid === selected)) selected = shops[0]?.appid ?? '';
  showList(
    $('shops'),
    shops.map((shop) => ({ ...shop, isSelected: shop.appid === selected })),
    ({ appid }) => appid,
    shopRow,
  );
  const shop = shops.find(({ appid }) => appid === selected);
  for (const id of ['shop-panel', 'orders-panel']) $(id).hidden = !shop;
  $('no-shop').hidden = shop !== undefined;
  if (shop) showShop(shop);
}

function showShop(shop) {
  $('shop-name').textContent = shop.nickname;
  const facts = [shop.appid, shop.username];
  if (shop.push) facts.push(`${texts().selfPush} ${shop.push.url}`);
  if (shop.authorization) facts.push(`${texts().authorized} ${shop.authorization.permissionSets.join(', ')}`);
  $('shop-facts').textContent = facts.join(' · ');
  const acts = shop.authorization ? ['purchase', 'unauthorize'] : ['purchase'];
  const items = acts.map((name) => ({ name, appid: shop.appid }));
  showList($('shop-acts'), items, ({ name }) => name, shopAct);
}

const shopAct = ({ name, appid }) =>
  element(
    'button',
    {
      type: 'button',
      'data-testid': name,
      className: name === 'purchase' ? 'primary' : '',
      onclick: () => act(() => api('POST', `/shops/${appid}/${name}`).then(refresh)),
    },
    texts()[name],
  );

async function select(appid) {
  selected = appid;
  history.replaceState(null, '', `?shop=${appid}`);
  await refresh();
  await showProducts();
}

async function showProducts() {
  if (!selected) return;
  const { products } = await api('GET', `/shops/${selected}/products`);
  const options = products
    .slice(0, 300)
    .flatMap(({ productId, title, skus }) =>
      skus.map(({ skuId, priceFen, attrs }) =>
        element(
          'option',
          { value: `${productId}/${skuId}` },
          `${title} ${attrs.map(({ value }) => value).join(' ')} ${yuan(priceFen)}`,
        ),
      ),
    );
  newOrder.elements.product.replaceChildren(...options);
}

function showKinds() {
  const { kind } = newOrder.elements;
  const chosen = kind.value || 'self';
  kind.replaceChildren(...Object.entries(texts().kinds).map(([value, name]) => element('option', { value }, name)));
  kind.value = chosen;
  $('shares-label').hidden = chosen !== 'group-gift';
}

async function refresh() {
  await refreshShops();
  const [{ now, speed }, { pushes }, found] = await Promise.all([
    api('GET', '/clock'),
    api('GET', `/pushes?limit=${shownPushes}`),
    selected ? api('GET', `/shops/${selected}/orders?limit=${shownOrders}`) : { orders: [] },
  ]);
  $('clock').textContent = `${timeOf(now)}${speed === 1 ? '' : ` ×${speed}`}`;
  showList($('pushes'), pushes, ({ id }) => id, pushRow);
  showList(
    $('orders'),
    found.orders,
    ({ id }) => id,
    (order) => orderRow(order, refresh),
  );
  $('no-orders').hidden = found.orders.length > 0;
}

async function placeOrder() {
  const { kind, product, count, shares, pay } = newOrder.elements;
  const [productId, skuId] = product.value.split('/');
  const lines = productId ? [{ productId, skuId, count: Number(count.value) }] : undefined;
  const group = kind.value === 'group-gift' ? { shares: Number(shares.value) } : {};
  await api('POST', `/shops/${selected}/orders`, { kind: kind.value, lines, pay: pay.checked, ...group });
  await refresh();
}

async function speak() {
  fillTexts();
  showKinds();
  showJumps();
  await refresh();
}

newOrder.elements.kind.onchange = showKinds;
newOrder.onsubmit = (event) => {
  event.preventDefault();
  void act(placeOrder);
};
$('new-shop').onsubmit = (event) => {
  event.preventDefault();
  const { nickname } = event.target.elements;
  void act(async () => {
    const { appid } = await api('POST', '/shops', { nickname: nickname.value });
    nickname.value = '';
    await select(appid);
  });
};
$('language').onclick = () => {
  switchLanguage();
  void act(speak);
};

wirePanels();
await act(speak);
await act(showProducts);
await act(showFaults);

/** One look a second, and none while the last one is still under way or nobody sees the page. */
async function watch() {
  if (!document.hidden) {
    try {
      await refresh();
      await showTraffic();
    } catch {
      // The next second tries again; what went wrong is on the page.
    }
  }
  setTimeout(watch, 1000);
}
setTimeout(watch, 1000);
