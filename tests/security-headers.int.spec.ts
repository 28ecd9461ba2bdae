import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Installation } from './support/installation';

const adminDir = mkdtempSync(path.join(tmpdir(), 'zhanggui-admin-'));
let product: Installation;

beforeAll(async () => {
  writeFileSync(
    path.join(adminDir, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><link rel="stylesheet" nonce="__CSP_NONCE__" href="/a.css">',
  );
  product = await Installation.start({ config: { adminDir, publicUrl: 'https://shop.example' } });
});
afterAll(async () => {
  await product?.stop();
  rmSync(adminDir, { recursive: true, force: true });
});

const policyOf = (response: Response): Record<string, string> =>
  Object.fromEntries(
    response.headers
      .get('content-security-policy')!
      .split(';')
      .map((directive) => [directive.split(' ')[0]!, directive.split(' ').slice(1).join(' ')]),
  );

const expected: [header: string, value: string][] = [
  ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
];
const addresses = ['/', '/api/v1/orders', '/healthz', '/wechat/component', '/no-such-file.txt'];

describe('every answer', () => {
  it.each(expected)('has %s: %s', async (header, value) => {
    for (const address of addresses)
      expect([address, (await fetch(product.baseUrl + address)).headers.get(header)]).toEqual([address, value]);
  });

  it('asks for no feature of the device', async () => {
    const policy = (await fetch(`${product.baseUrl}/`)).headers.get('permissions-policy');
    for (const feature of ['camera', 'microphone', 'geolocation', 'payment']) expect(policy).toContain(`${feature}=()`);
  });

  it('does not say what it was made with', async () => {
    const { headers } = await fetch(`${product.baseUrl}/`);
    expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
  });

  it('forbids every script and frame that is not ours', async () => {
    for (const address of addresses) {
      const policy = policyOf(await fetch(product.baseUrl + address));
      expect(policy).toMatchObject({
        'default-src': "'none'",
        'script-src-attr': "'none'",
        'connect-src': "'self'",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      });
      expect(policy['script-src']).toBe("'self'");
      expect(policy['style-src']).toMatch(address === '/' ? /^'self' 'nonce-[0-9a-f]{32}'$/ : /^'self'$/);
    }
  });
});

describe('the page of the admin', () => {
  it('has a nonce of its own each time, the same as its policy, and is not kept', async () => {
    const nonces = new Set<string>();
    for (const address of ['/', '/index.html', '/orders/deep/link']) {
      const response = await fetch(product.baseUrl + address);
      const [, nonce] = /'nonce-(\w+)'/.exec(policyOf(response)['style-src']!)!;
      const page = await response.text();
      expect(page.match(new RegExp(`nonce="${nonce}"`, 'g'))).toHaveLength(2);
      expect(page).not.toContain('__CSP_NONCE__');
      expect(response.headers.get('cache-control')).toBe('no-store');
      nonces.add(nonce!);
    }
    expect(nonces.size).toBe(3);
  });
});
