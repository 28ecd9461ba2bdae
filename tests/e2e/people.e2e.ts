import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseUrl, demoPassword, mail, openBrowser, openWindow, picture } from './support/browser';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${baseUrl()}/sign-in`);
  await page.getByTestId('sign-in-email').fill(email);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
}

const email = `guest-${Date.now()}@test.example`;
const password = 'a long enough phrase';

describe('people', () => {
  it('are invited by a link, set up a second factor, and need it from then on', async () => {
    const owner = await openWindow(browser);
    await signIn(owner.page, mail('tea-owner'), demoPassword);
    await owner.page.getByTestId('nav-people').click();
    await owner.page.getByTestId('invite').click();
    await owner.page.getByTestId('invite-email').fill(email);
    await owner.page.getByTestId('invite-name').fill('新店员');
    await owner.page.getByTestId('place-role').click();
    await owner.page.getByTitle('商家店员').click();
    await picture(owner.page, 'people-invite');
    await owner.page.getByTestId('invite-send').click();
    const link = (await owner.page.getByTestId('shown-once').innerText()).trim();
    expect(link).toContain('/invitation#');
    await owner.page.getByTestId('shown-once-done').click();
    await owner.page.getByTestId('people-tab-invitations').click();
    await owner.page.getByText(email).waitFor();

    const guest = await openWindow(browser);
    await guest.page.goto(`${baseUrl()}/invitation#${link.split('#')[1]}`);
    await guest.page.getByTestId('invitation-password').fill(password);
    await picture(guest.page, 'invitation');
    await guest.page.getByTestId('invitation-accept').click();
    await guest.page.locator('[data-testid^="order-row-"]').first().waitFor();
    // A clerk sees orders and stores, and neither people nor figures.
    expect(await guest.page.locator('[data-testid^="nav-"]').count()).toBe(2);

    await guest.page.goto(`${baseUrl()}/account`);
    await guest.page.getByTestId('factor-begin').click();
    const secret = (await guest.page.getByTestId('factor-secret').innerText()).trim();
    await picture(guest.page, 'account-second-factor');
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    await guest.page.getByTestId('factor-code').fill(totp.generate());
    await guest.page.getByTestId('factor-confirm').click();
    await guest.page.getByTestId('recovery-codes').waitFor();
    const codes = await guest.page.getByTestId('recovery-codes').locator('code').allInnerTexts();
    expect(codes).toHaveLength(10);
    await guest.page.getByTestId('codes-kept').click();
    await guest.page.getByTestId('factor-on').waitFor();
    expect(guest.problems).toEqual([]);
    await guest.context.close();

    const again = await openWindow(browser);
    await signIn(again.page, email, password);
    await again.page.getByTestId('sign-in-code').fill(codes[0]!);
    await picture(again.page, 'sign-in-code');
    await again.page.getByTestId('sign-in-submit').click();
    await again.page.locator('[data-testid^="order-row-"]').first().waitFor();
    await again.context.close();

    await owner.page.goto(`${baseUrl()}/audit`);
    await owner.page.getByTestId('audit-account.second_factor_on').first().click();
    await owner.page.getByTestId('audit-entry').waitFor();
    await picture(owner.page, 'audit-entry');
    expect(owner.problems).toEqual([]);
    await owner.context.close();
  });

  it('of the provider’s support enter a merchant for a reason, under a banner, and the merchant ends it', async () => {
    const support = await openWindow(browser);
    await signIn(support.page, mail('support'), demoPassword);
    await support.page.getByTestId('open-support').click();
    await support.page.getByTestId('support-merchant').click();
    await support.page.getByTitle('山野茶铺').click();
    await support.page.getByTestId('support-reason').fill('核对缺失的订单');
    await support.page.getByTestId('support-send').click();
    await support.page.getByTestId('enter-merchant').first().click();
    await support.page.getByTestId('support-banner').waitFor();
    await support.page.locator('[data-testid^="order-row-"]').first().waitFor();
    await picture(support.page, 'support-banner');

    const owner = await openWindow(browser);
    await signIn(owner.page, mail('tea-owner'), demoPassword);
    await owner.page.getByTestId('nav-support').click();
    await owner.page.getByText('核对缺失的订单').first().waitFor();
    await picture(owner.page, 'support-merchant');
    await owner.page.getByTestId('end-support').first().click();
    await owner.page.getByTestId('end-support').waitFor({ state: 'detached' });

    await support.page.reload();
    await support.page.getByTestId('no-permission').waitFor();
    expect([support.problems, owner.problems]).toEqual([[], []]);
    await support.context.close();
    await owner.context.close();
  });

  it('confirm that it is they when the last time is long ago, and the act goes on by itself', async () => {
    const { page, context, problems } = await openWindow(browser);
    await signIn(page, mail('fruit-owner'), demoPassword);
    await page.getByTestId('nav-keys').click();
    // The server's answer after ten minutes, without waiting for them.
    let asked = 0;
    await page.route('**/api/v1/keys', async (route) => {
      if (route.request().method() !== 'POST' || asked++ > 0) return route.continue();
      return route.fulfill({
        status: 403,
        json: { code: 'CONFIRMATION_NEEDED', message: '', details: { with: 'password' }, requestId: 'r' },
      });
    });
    await page.getByTestId('new-key').click();
    await page.getByTestId('key-name').fill('仓库');
    await page.getByTestId('key-send').click();
    await page.getByTestId('confirm-proof').fill('wrong password');
    await page.getByTestId('confirm-ok').click();
    await page.getByText('邮箱或密码不正确').waitFor();
    await page.getByTestId('confirm-proof').fill(demoPassword);
    await picture(page, 'confirm');
    await page.getByTestId('confirm-ok').click();
    expect(await page.getByTestId('shown-once').innerText()).toMatch(/^zg_[0-9a-f]{32}_/);
    await page.getByTestId('shown-once-done').click();
    await page.getByText('仓库').first().waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });
});
