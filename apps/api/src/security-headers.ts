import type { FastifyHelmetOptions } from '@fastify/helmet';

/** Stands in the built page wherever a nonce belongs; see `html.cspNonce` of the admin's Vite configuration. */
export const noncePlaceholder = '__CSP_NONCE__';

/** The back office needs none of these. */
export const permissionsPolicy = [
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
export const securityHeaders = (publicUrl: string): FastifyHelmetOptions => ({
  enableCSPNonces: true,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'"],
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
});
