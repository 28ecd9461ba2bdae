import type { ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

/** Stands in the built page wherever a nonce belongs; see `html.cspNonce` of the admin's Vite configuration. */
export const noncePlaceholder = '__CSP_NONCE__';

/** The back office needs none of these. */
const permissionsPolicy = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'microphone',
  'midi',
  'payment',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * What every answer tells the browser. Scripts come from our own address only. Style elements need the nonce of their
 * page, which our own scripts know and smuggled-in markup does not; style attributes stay allowed, since the charts' tips
 * are markup with such attributes, and an attribute can neither load nor run anything.
 */
const options = (publicUrl: string, nonce: string | undefined): HelmetOptions => {
  const nonces = nonce ? [`'nonce-${nonce}'`] : [];
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", ...nonces],
        styleSrcAttr: ["'unsafe-inline'"],
        // Pictures of products lie on the platform's hosts, of which there is no list.
        imgSrc: ["'self'", 'data:', 'https:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  };
};

/**
 * The headers of every answer. They are the same each time but for the nonce of a page, so they are worked out once and not
 * for each of hundreds of answers a second. @param nonce of the page that is answered, if it is one
 */
export function securityHeaders(publicUrl: string, nonce?: string): Record<string, string> {
  const headers: Record<string, string> = { 'permissions-policy': permissionsPolicy };
  const answer: Pick<ServerResponse, 'setHeader' | 'removeHeader'> = {
    setHeader(name, value) {
      headers[name.toLowerCase()] = String(value);
      return this as ServerResponse;
    },
    removeHeader: () => undefined,
  };
  helmet(options(publicUrl, nonce))({} as never, answer as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}
