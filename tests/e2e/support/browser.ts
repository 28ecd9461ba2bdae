import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

export const baseUrl = () => process.env['E2E_URL']!;
export const simulatorUrl = () => process.env['E2E_SIMULATOR']!;
export const demoPassword = 'zhanggui-demo';
export const mail = (name: string) => `${name}@demo.zhanggui.example`;

/** Debian's Chromium, cut off from everything but this machine. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-extensions',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });

export interface View {
  readonly locale?: 'zh-CN' | 'en-US';
  readonly theme?: 'light' | 'dark';
  readonly phone?: boolean;
}

export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the console and of scripts. */
  readonly problems: string[];
}

export async function openWindow(browser: Browser, view: View = {}): Promise<Window> {
  const context = await browser.newContext({
    viewport: view.phone ? { width: 375, height: 780 } : { width: 1440, height: 900 },
    locale: view.locale ?? 'zh-CN',
    colorScheme: view.theme ?? 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  // What the policy forbids is told with the place in our scripts that tried it.
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.error('forbidden by the policy', location.pathname, event.effectiveDirective, event.sourceFile, event.lineNumber, event.columnNumber))",
  );
  const problems: string[] = [];
  page.on('console', (message) => {
    // What a server refused or a picture's host that is not reachable here is the network's, not the page's.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return { context, page, problems };
}

/**
 * Waits until an expression is true in the page. Playwright's own `waitForFunction` runs a text of code again by `eval`, which
 * the page's policy forbids.
 */
export const untilTrue = (page: Page, expression: string): Promise<void> =>
  expect.poll(() => page.evaluate(expression), { timeout: 30_000 }).toBe(true);

const screens = path.resolve(import.meta.dirname, '../../../docs/screens');

/** Makes a picture of the screen; kept in docs/screens when SCREENS is set. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => true)');
  mkdirSync(screens, { recursive: true });
  await page.screenshot({
    ...(process.env['SCREENS'] ? { path: path.join(screens, `${name}.png`) } : {}),
    animations: 'disabled',
  });
}
