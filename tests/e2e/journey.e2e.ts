import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  baseUrl,
  demoPassword,
  mail,
  openBrowser,
  openWindow,
  picture,
  simulatorUrl,
  untilTrue,
} from './support/browser';

const shop = 'wxdemo0000tea001';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto(`${baseUrl()}/`);
  await page.getByTestId('sign-in-email').fill(mail(name));
  await page.getByTestId('sign-in-password').fill(demoPassword);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('nav-orders').first().waitFor();
}
const figure = async (page: Page, name: string): Promise<number> =>
  Number(await page.getByTestId(`figure-${name}`).getAttribute('data-value'));

interface SimulatedOrder {
  id: string;
  paidFen: number;
}
const newest = async (): Promise<SimulatedOrder> => {
  const response = await fetch(`${simulatorUrl()}/sim/api/shops/${shop}/orders?limit=1`);
  return ((await response.json()) as { orders: SimulatedOrder[] }).orders[0]!;
};

describe('from an empty folder to the first true figure', () => {
  it('an order placed and paid on the platform is seen in orders and in GMV, live, and a refund in both', async () => {
    const { page, context, problems } = await openWindow(browser);
    await signIn(page, 'tea-owner');
    await page.getByTestId('nav-overview').first().click();
    await page.getByTestId('figure-gmv').waitFor();
    const [gmv, orders] = [await figure(page, 'gmv'), await figure(page, 'orders')];

    const platform = await context.newPage();
    await platform.goto(`${simulatorUrl()}/`);
    await platform.getByTestId(`shop-${shop}`).click();
    const before = await newest();
    await platform.getByTestId('place-order').click();
    let placed = before;
    while (placed.id === before.id) placed = await newest();
    await platform.getByTestId(`act-pay-${placed.id}`).click();
    while (placed.paidFen === 0) placed = await newest();

    // Without a reload: the push reaches the open screen.
    await page.bringToFront();
    await page.waitForFunction(
      ([selector, value]) =>
        (
          globalThis as unknown as { document: { querySelector(s: string): { dataset: { value: string } } } }
        ).document.querySelector(selector as string)?.dataset.value === value,
      ['[data-testid="figure-gmv"]', String(gmv + placed.paidFen)] as const,
    );
    expect(await figure(page, 'orders')).toBe(orders + 1);

    await page.getByTestId('nav-orders').first().click();
    await page.getByTestId(`order-row-${placed.id}`).first().click();
    await page.getByTestId('order-state').first().waitFor();
    expect(await page.getByTestId('order-state').first().getAttribute('data-value')).toBe('to_ship');
    expect(await page.getByTestId('timeline-entry').count()).toBeGreaterThan(3);

    await platform.bringToFront();
    await platform.getByTestId(`act-refund-${placed.id}`).click();
    await page.bringToFront();
    // The merchant agrees here; the platform pays, and says so.
    await page.getByTestId('refund-agree').click();
    await picture(page, 'order-refund');
    await page.getByTestId('refund-confirm').click();
    await page.locator('[data-testid="refund-decision"][data-state="done"]').waitFor();
    await page
      .locator('[data-testid="after-sale"][data-status="MERCHANT_REFUND_SUCCESS"]')
      .waitFor({ timeout: 60_000 });
    expect(await page.getByTestId('refund-agree').count()).toBe(0);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows a merchant’s clerk the orders and no figures, and says whom to ask', async () => {
    const { page, context } = await openWindow(browser);
    await signIn(page, 'tea-clerk');
    expect(await page.getByTestId('nav-overview').count()).toBe(0);
    await page.goto(`${baseUrl()}/work`);
    await page.getByText(/权限/).first().waitFor();
    await context.close();
  });

  it('keeps the page when the provider switches to one merchant, and shows nothing of another', async () => {
    const { page, context } = await openWindow(browser);
    await signIn(page, 'owner');
    await page.getByTestId('nav-orders').first().click();
    await page.getByTestId('scope-switcher').click();
    await page.getByTestId('scope-search').fill('果然');
    await page.locator('[data-testid^="scope-option-"]').filter({ hasText: '果然鲜生' }).first().click();
    await page.waitForURL(/\/orders\?.*merchant=/);
    await page.locator('[data-testid^="order-row-"]').first().waitFor();
    const text = await page.locator('main').innerText();
    expect(text).not.toContain('山野茶铺');
    await context.close();
  });

  it('keeps a view in the account, shares it with a colleague, and takes a deletion back', async () => {
    const { page, context, problems } = await openWindow(browser);
    await signIn(page, 'tea-owner');
    await page.evaluate(
      `localStorage.setItem('zhanggui.views.orders', '[{"name":"旧视图","search":{"view":"shipped"}}]')`,
    );
    await page.goto(`${baseUrl()}/orders?view=completed&refunded=true`);
    await page.getByTestId('saved-view-旧视图').waitFor();
    await untilTrue(page, "localStorage.getItem('zhanggui.views.orders') === null");
    await page.getByTestId('save-view').click();
    await page.getByTestId('view-share').click();
    await page.getByTestId('view-name').fill('退过款的');
    await page.keyboard.press('Enter');
    await page.getByTestId('saved-view-退过款的').waitFor();

    const clerk = await openWindow(browser);
    await signIn(clerk.page, 'tea-clerk');
    await clerk.page.getByTestId('nav-orders').first().click();
    await clerk.page.getByTestId('saved-view-退过款的').click();
    await clerk.page.waitForURL(/view=completed.*refunded=true/);
    expect(await clerk.page.getByTestId('saved-view-旧视图').count()).toBe(0);
    await clerk.context.close();

    await page.getByTestId('view-acts-退过款的').click();
    await page.getByRole('menuitem', { name: '删除' }).click();
    await page.getByTestId('saved-view-退过款的').waitFor({ state: 'detached' });
    await page.getByTestId('undo-remove-view').click();
    await page.getByTestId('saved-view-退过款的').waitFor();
    await page.waitForLoadState('networkidle');
    await page.reload();
    await page.getByTestId('saved-view-退过款的').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('leads from a figure and from a card to their orders, which the address keeps', async () => {
    const { page, context, problems } = await openWindow(browser);
    await signIn(page, 'owner');
    await page.goto(`${baseUrl()}/overview?period=7d`);
    await page.getByTestId('figure-orders').waitFor();
    const paid = await figure(page, 'orders');
    await page.getByTestId('figure-return-rate').getByRole('button').click();
    await page.getByTestId('orders-behind-refunds').click();
    await page.waitForURL(/counted=refunds/);
    await page.goBack();
    await page.getByTestId('figure-orders').getByRole('link').click();
    await page.waitForURL(/counted=orders/);
    await page.getByTestId('counted').waitFor();
    const query = new URL(page.url()).searchParams;
    let found = 0;
    let cursor: string | null = '';
    while (cursor !== null) {
      const more = cursor ? `&cursor=${cursor}` : '';
      const response = await page.request.get(`${baseUrl()}/api/v1/orders?limit=200&${query}${more}`);
      const { items, nextCursor } = (await response.json()) as { items: unknown[]; nextCursor: string | null };
      found += items.length;
      cursor = nextCursor;
    }
    expect(found).toBe(paid);

    await page.goto(`${baseUrl()}/overview`);
    const toShip = await page.getByTestId('waiting-toShip').getAttribute('data-value');
    await page.getByTestId('waiting-toShip').click();
    await page.getByTestId('order-tab-unshipped').waitFor();
    await untilTrue(
      page,
      `document.querySelector('[data-testid="order-tab-unshipped"] .zg-tab-count')?.textContent === '${toShip}'`,
    );
    expect(problems).toEqual([]);
    await context.close();
  });

  it('keeps the head of a long list in sight, and what the timeline leaves out in the address', async () => {
    const { page, context } = await openWindow(browser);
    await signIn(page, 'owner');
    await page.getByTestId('nav-orders').first().click();
    await page.locator('[data-testid^="order-row-"]').first().waitFor();
    await page.mouse.wheel(0, 900);
    await untilTrue(page, 'window.scrollY > 300');
    const top = await page.evaluate("document.querySelector('.zg-table th').getBoundingClientRect().top");
    expect(top).toBe(48);

    await page.locator('[data-testid^="order-row-"]').last().click();
    await page.getByTestId('timeline-kind-call').click();
    await page.waitForURL(/hide=call/);
    await page.reload();
    await page.getByTestId('timeline-kind-state').waitFor();
    expect(await page.locator('[data-testid="timeline-entry"][data-kind="call"]').count()).toBe(0);
    await context.close();
  });

  it.each([
    ['at a desk', {}],
    ['on a phone', { phone: true }],
  ])(
    'gives the signed record of a day by key, %s; it verifies on its own, and a day without one says so',
    async (_, view) => {
      const { page, context, problems } = await openWindow(browser, view);
      await signIn(page, 'tea-owner');
      const { items } = (await (await page.request.get(`${baseUrl()}/api/v1/stores`)).json()) as {
        items: { id: string; name: string }[];
      };
      await page.goto(`${baseUrl()}/stores/${items[0]!.id}`);
      await page.getByTestId('check-day').click();
      const cell = page.locator('[data-testid^="certificate-orders-"]').last();
      await cell.waitFor();
      const day = (await cell.getAttribute('data-testid'))!.slice(-10);
      const focused = (id: string) => untilTrue(page, `document.activeElement?.dataset.testid === '${id}'`);
      await cell.focus();
      await page.keyboard.press('Enter');
      await focused(`record-orders-${day}`);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
      const box = (await page.getByTestId(`record-orders-${day}`).first().boundingBox())!;
      expect([box.x >= 0, box.x + box.width <= page.viewportSize()!.width]).toEqual([true, true]);

      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      expect(download.suggestedFilename()).toBe(`${items[0]!.name} 订单 ${day}.json`);
      const { text, signature, publicKey } = JSON.parse(readFileSync(await download.path(), 'utf8'));
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      const fits = (said: string) => verify(null, Buffer.from(said), key, Buffer.from(signature, 'base64'));
      expect([fits(text), fits(text.replace(day, '2020-01-01'))]).toEqual([true, false]);
      expect(JSON.parse(text)).toMatchObject({ storeId: items[0]!.id, kind: 'orders', day });

      await page.route('**/certificates/orders/**', (route) =>
        route.fulfill({
          status: 404,
          json: { code: 'CERTIFICATE_NOT_SIGNED', message: 'No signed record', details: {} },
        }),
      );
      await page.keyboard.press('Enter');
      await page.getByText('没有签名凭证').first().waitFor();
      await page.keyboard.press('Escape');
      await focused(`certificate-orders-${day}`);
      expect(problems).toEqual([]);
      await context.close();
    },
  );

  it('leads to every page by keyboard alone', async () => {
    const { page, context } = await openWindow(browser);
    await signIn(page, 'owner');
    for (const [key, path] of [
      ['o', '/orders'],
      ['s', '/stores'],
      ['w', '/work'],
      ['h', '/overview'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForURL(new RegExp(path));
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('3731001000000000001');
    await page.getByRole('option').filter({ hasText: '3731001000000000001' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('order-detail').first().waitFor();
    await context.close();
  });
});
