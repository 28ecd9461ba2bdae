import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseUrl, demoPassword, mail, openBrowser, openWindow, picture, untilTrue, type View } from './support/browser';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

interface Scope {
  merchantId: string;
  storeId: string;
  orderId: string;
  giftOrderId: string;
}

/** Signs in through the API, which the sign-in screen's own test does by hand. */
async function enter(page: Page, name: string): Promise<Scope> {
  const { request } = page.context();
  await request.post(`${baseUrl()}/api/v1/auth/login`, { data: { email: mail(name), password: demoPassword } });
  const read = async <T>(path: string) => (await (await request.get(`${baseUrl()}/api/v1/${path}`)).json()) as T;
  const [order] = (
    await read<{ items: { id: string; merchantId: string; storeId: string }[] }>('orders?limit=1&view=completed')
  ).items;
  const [gift] = (await read<{ items: { id: string }[] }>('orders?limit=1&isGift=true')).items;
  return { merchantId: order!.merchantId, storeId: order!.storeId, orderId: order!.id, giftOrderId: gift!.id };
}

const pages: [name: string, path: (scope: Scope) => string, ready: string][] = [
  ['overview', () => '/overview?period=30d', '[data-testid="figure-gmv"]'],
  ['orders', () => '/orders', '[data-testid^="order-row-"]'],
  ['order', (scope) => `/orders/${scope.orderId}`, '[data-testid="order-state"]'],
  ['order-gift', (scope) => `/orders/${scope.giftOrderId}`, '[data-testid="order-state"]'],
  ['stores', () => '/stores', '[data-testid^="store-row-"]'],
  ['store', (scope) => `/stores/${scope.storeId}?merchant=${scope.merchantId}`, '[data-testid="backfill-progress"]'],
  ['stores-health', () => '/stores/health', '[data-testid^="health-row-"]'],
  ['work', () => '/work', '[data-testid="nav-work"], main h1'],
  ['people', () => '/people', '[data-testid^="person-"], [data-testid="no-permission"]'],
  ['roles', () => '/people?view=roles', 'main .zg-state, main .zg-list'],
  ['keys', () => '/keys', 'main .zg-state, main .zg-list'],
  ['support', () => '/support', 'main .zg-state, main .zg-list'],
  ['audit', () => '/audit', '[data-testid^="audit-"], [data-testid="no-permission"]'],
  ['account', () => '/account', '[data-testid="factor-begin"]'],
];

const views: [suffix: string, view: View][] = [
  ['', {}],
  ['-en', { locale: 'en-US' }],
  ['-dark', { theme: 'dark' }],
  ['-phone', { phone: true }],
];

describe.each(views)('every screen%s', (suffix, view) => {
  it('opens without an error, without sideways scrolling, and in one language', async () => {
    const { page, context, problems } = await openWindow(browser, view);
    await page.addInitScript(`localStorage.clear()`);
    const scope = await enter(page, view.locale === 'en-US' ? 'analyst' : 'owner');
    for (const [name, path, ready] of pages) {
      if (name === 'work' && view.locale === 'en-US') continue;
      await page.goto(`${baseUrl()}${path(scope)}`);
      await page.locator(ready).first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      const overflow = (await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )) as number;
      expect([name, overflow]).toEqual([name, 0]);
      await picture(page, `${name}${suffix}`);
    }
    expect(problems).toEqual([]);
    await context.close();
  });
});

describe('the security policy of the pages', () => {
  const violations = (page: Page) => page.evaluate('window.violations') as Promise<string[]>;
  const watch =
    "window.violations = []; addEventListener('securitypolicyviolation', (event) => window.violations.push(event.effectiveDirective))";

  it('lets everything of ours through: menus, dialogs, pickers, tips of charts', async () => {
    const { page, context, problems } = await openWindow(browser);
    await page.addInitScript(watch);
    const scope = await enter(page, 'owner');
    await page.goto(`${baseUrl()}/overview?period=30d`);
    const chart = page.locator('.zg-chart svg').first();
    await chart.waitFor();
    await chart.hover();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${baseUrl()}/stores/${scope.storeId}?merchant=${scope.merchantId}`);
    await page.getByTestId('store-health').waitFor();
    await page.getByTestId('edit-store').click();
    await page.getByRole('dialog').waitFor();
    // Under a dialog the page does not scroll: antd's lock is a style element of its own, made without a nonce.
    expect(await page.evaluate('getComputedStyle(document.body).overflowY')).toBe('hidden');
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('ignores styles and scripts that were smuggled into the page', async () => {
    const { page, context } = await openWindow(browser);
    await page.addInitScript(watch);
    await page.goto(`${baseUrl()}/sign-in`);
    await page.getByTestId('sign-in-email').waitFor();
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend',
      '<style>body { outline: 9px solid red }</style><img src="data:," onerror="window.smuggled = true">')`);
    await untilTrue(page, 'window.violations.length >= 2');
    expect((await violations(page)).sort()).toEqual(['script-src-attr', 'style-src-elem']);
    expect(await page.evaluate('[getComputedStyle(document.body).outlineStyle, window.smuggled]')).toEqual([
      'none',
      undefined,
    ]);
    await context.close();
  });
});

describe('the sign-in screen', () => {
  it('says what is wrong and lets nobody in', async () => {
    const { page, context } = await openWindow(browser);
    await page.goto(`${baseUrl()}/`);
    await page.getByTestId('sign-in-email').fill(mail('owner'));
    await picture(page, 'sign-in');
    await page.getByTestId('sign-in-password').fill('not the password');
    await page.getByTestId('sign-in-submit').click();
    await page.getByText('邮箱或密码不正确').waitFor();
    await context.close();
  });
});
