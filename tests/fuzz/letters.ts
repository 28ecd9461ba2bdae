import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';

/** What a letter is sealed with; written anew here, so that a mistake of the product's own sealing would show. */
export interface Keys {
  readonly token: string;
  readonly aesKey: string;
  readonly appId: string;
}

/** A push as it arrives at the door. `plaintext` is there exactly when it is authentic: then it must be kept. */
export interface Letter {
  readonly query: string;
  readonly body: string;
  readonly plaintext?: string;
}

interface Sealing {
  readonly appId?: string;
  /** Added to the length that stands before the message. */
  readonly lengthError?: number;
  readonly padding?: number;
  /** How many bytes of the ciphertext are left out at its end. */
  readonly cut?: number;
}

function seal(
  plaintext: string,
  keys: Keys,
  { appId = keys.appId, lengthError = 0, padding, cut = 0 }: Sealing = {},
): string {
  const key = Buffer.from(keys.aesKey, 'base64');
  const message = Buffer.from(plaintext);
  const length = Buffer.alloc(4);
  length.writeUInt32BE((message.length + lengthError) >>> 0);
  const open = Buffer.concat([randomBytes(16), length, message, Buffer.from(appId)]);
  const fill = 32 - (open.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const sealed = Buffer.concat([
    cipher.update(Buffer.concat([open, Buffer.alloc(fill, padding ?? fill)])),
    cipher.final(),
  ]);
  return sealed.subarray(0, sealed.length - cut).toString('base64');
}

const signed = (encrypt: string, { token }: Keys): string => {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomBytes(4).toString('hex')];
  const signature = createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');
  return `timestamp=${timestamp}&nonce=${nonce}&encrypt_type=aes&msg_signature=${signature}`;
};
const wrapped = (format: 'json' | 'xml', encrypt: string): string =>
  format === 'json'
    ? JSON.stringify({ ToUserName: 'gh_fuzz', Encrypt: encrypt })
    : `<xml><ToUserName><![CDATA[gh_fuzz]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;

/** The same push again, newly sealed and signed. */
export function authentic(plaintext: string, keys: Keys, format: 'json' | 'xml'): Letter {
  const encrypt = seal(plaintext, keys);
  return { query: signed(encrypt, keys), body: wrapped(format, encrypt), plaintext };
}

/** Text of every kind, with what databases and parsers stumble over. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\\u0000',
    '__proto__',
    'constructor',
    '💥',
    "'; DROP TABLE inbox; --",
  ),
  fc.string({ minLength: 2000, maxLength: 6000 }),
);
const anyId = fc.oneof(
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.integer().map(String),
  fc.double().map(String),
  anyText.map((text) => JSON.stringify(text)),
  fc.constantFrom('null', '[]', '{}', 'true', '""', '0', '1e999', '-0', `"${'9'.repeat(5000)}"`, '9'.repeat(400)),
);
const eventName = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'channels_ec_order_new',
      'channels_ec_order_pay',
      'channels_ec_aftersale_update',
      'channels_ec_present_aftersale_update',
      'product_spu_audit',
      'channels_ec_change_status',
    ),
  },
  { weight: 1, arbitrary: anyText },
);
const infoType = fc.oneof(
  fc.constantFrom('authorized', 'unauthorized', 'updateauthorized', 'component_verify_ticket'),
  anyText,
);

const jsonEvent = fc
  .record({ event: eventName, id: anyId, at: anyId, extra: fc.json({ maxDepth: 4 }) })
  .map(
    ({ event, id, at, extra }) =>
      `{"ToUserName":"gh_fuzz","FromUserName":"o","CreateTime":${at},"MsgType":"event","Event":${JSON.stringify(event)},"order_info":{"order_id":${id}},"finder_shop_aftersale_status_update":{"after_sale_order_id":${id},"order_id":${id}},"appid":${id},"x":${extra}}`,
  );
const xmlText = anyText.map((text) => text.replace(/[<&>]/g, ''));
const xmlEvent = fc
  .record({
    event: fc.oneof(
      eventName.map((name) => name.replace(/[<&>]/g, '')),
      xmlText,
    ),
    info: infoType.map((name) => name.replace(/[<&>]/g, '')),
    id: xmlText,
    at: fc.oneof(fc.integer().map(String), xmlText),
  })
  .map(
    ({ event, info, id, at }) =>
      `<xml><AppId>a</AppId><CreateTime>${at}</CreateTime><InfoType>${info}</InfoType><Event><![CDATA[${event.replaceAll(']]', '')}]]></Event><AuthorizerAppid>${id}</AuthorizerAppid><order_info><order_id>${id}</order_id></order_info></xml>`,
  );
const bombs = fc.oneof(
  fc.integer({ min: 1, max: 12_000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
  fc.integer({ min: 1, max: 6000 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.integer({ min: 1, max: 4000 }).map((depth) => `<xml>${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}</xml>`),
  fc.constantFrom(
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Event>&b;&b;&b;</Event></xml>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Event>&e;</Event></xml>',
    '<xml><Event>&#x110000;&#0;</Event></xml>',
    '<xml><Event>&#1;&amp;&lt;</Event></xml>',
    '<xml/>',
    '<xml a="1"></xml>',
  ),
);
const cutShort = fc
  .tuple(fc.oneof(jsonEvent, xmlEvent), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([text, part]) => text.slice(0, Math.floor(text.length * part)));

/** What stands inside an authentic push. */
export const plaintexts = fc.oneof(
  { weight: 5, arbitrary: jsonEvent },
  { weight: 3, arbitrary: xmlEvent },
  { weight: 2, arbitrary: cutShort },
  { weight: 1, arbitrary: bombs },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: anyText },
);
export const formats = fc.constantFrom('json' as const, 'xml' as const);

/** Letters that are not authentic: signed by us or by nobody, and never to be kept. */
export const forgeries = (keys: Keys): fc.Arbitrary<Letter> =>
  fc.oneof(
    // Signed with our token, so the signature fits and what comes after it must refuse.
    fc
      .record({
        plaintext: plaintexts,
        format: formats,
        sealing: fc.oneof<fc.Arbitrary<Sealing>[]>(
          fc.record({ appId: fc.constantFrom('', 'wxsomebodyelse', `${keys.appId}x`) }),
          fc.record({ lengthError: fc.oneof(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: -40, max: -1 })) }),
          fc.record({ cut: fc.integer({ min: 1, max: 64 }) }),
          fc.record({ padding: fc.constantFrom(0, 33, 255) }),
        ),
      })
      .map(({ plaintext, format, sealing }) => {
        const encrypt = seal(plaintext, keys, sealing);
        return { query: signed(encrypt, keys), body: wrapped(format, encrypt) };
      }),
    fc
      .tuple(anyText, formats)
      .map(([text, format]) => ({ query: signed(text, keys), body: wrapped(format, text.replaceAll(']]', '')) })),
    // Not signed by us.
    fc.tuple(plaintexts, formats).map(([plaintext, format]) => {
      const encrypt = seal(plaintext, keys);
      return { query: signed(encrypt, { ...keys, token: 'another' }), body: wrapped(format, encrypt) };
    }),
    plaintexts.map((body) => ({ query: 'timestamp=1&nonce=2&signature=3', body })),
    fc
      .tuple(
        plaintexts,
        fc.constantFrom(
          '',
          'msg_signature=',
          'msg_signature=a&msg_signature=b&timestamp=1&nonce=1',
          'timestamp[]=1&nonce=%00&msg_signature=%ff',
        ),
      )
      .map(([body, query]) => ({ query, body })),
    // Larger than any push.
    fc.integer({ min: 66_000, max: 90_000 }).map((size) => {
      const encrypt = seal('x'.repeat(size), keys);
      return { query: signed(encrypt, keys), body: wrapped('json', encrypt) };
    }),
  );
