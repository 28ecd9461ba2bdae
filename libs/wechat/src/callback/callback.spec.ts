import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectorFile from '../testdata/vectors.json';
import { type CallbackRequest, openCallback, sealReply } from './callback';
import { type CallbackRefusal, CallbackRefused } from './callback-refused';
import { verifyUrl } from './callback-signature';
import { readOuter } from './outer-body';

interface Vector {
  name: string;
  group: string;
  kind: string;
  token: string;
  timestamp?: string | number;
  nonce?: string;
  encoding_aes_key?: string;
  previous_encoding_aes_key?: string;
  appid?: string;
  random16?: string;
  plaintext?: string;
  query?: { timestamp: string; nonce: string; msg_signature: string; signature: string };
  body?: string;
  expect_signature?: string;
  expect?: { plaintext?: string; Encrypt?: string; MsgSignature?: string; body?: string };
}

const vectors = vectorFile.vectors as Vector[];
const vector = (name: string): Vector => vectors.find((entry) => entry.name === name) as Vector;
const pushes = vectors.filter((entry) => entry.kind.startsWith('safe_push') && entry.group !== 'negative');
const shopPush = vector('shop_product_audit_json');

function requestOf(entry: Vector): CallbackRequest {
  return {
    body: entry.body as string,
    query: entry.query as CallbackRequest['query'],
    token: entry.token,
    aesKeys: [entry.encoding_aes_key as string],
    appId: entry.appid as string,
  };
}

function refusalOf(request: CallbackRequest): CallbackRefusal | 'accepted' {
  try {
    openCallback(request);
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(CallbackRefused);
    return (error as CallbackRefused).reason;
  }
}

/** Signs a body as the platform would, so that only what lies behind the signature is tested. */
function signed(encrypt: string, body = JSON.stringify({ ToUserName: 'gh_a', Encrypt: encrypt })): CallbackRequest {
  const request = requestOf(shopPush);
  const parts = [request.token, '1767225601', '7', encrypt].sort().join('');
  const msg_signature = createHash('sha1').update(parts).digest('hex');
  return { ...request, body, query: { timestamp: '1767225601', nonce: '7', msg_signature } };
}

describe('verifyUrl', () => {
  const { token, timestamp, nonce, expect_signature } = vector('url_verify_official');
  const question = { token, timestamp: String(timestamp), nonce, signature: expect_signature };

  it('accepts the official examples', () => {
    expect(verifyUrl(question)).toBe(true);
    const plain = vector('plain_push_signature_official');
    expect(
      verifyUrl({
        token: plain.token,
        timestamp: String(plain.timestamp),
        nonce: plain.nonce,
        signature: plain.expect_signature,
      }),
    ).toBe(true);
  });

  it('refuses another token, a changed or cut signature and missing parts', () => {
    expect(verifyUrl({ ...question, token: 'AAAAB' })).toBe(false);
    expect(verifyUrl({ ...question, signature: expect_signature?.replace('f464', 'f465') })).toBe(false);
    expect(verifyUrl({ ...question, signature: expect_signature?.slice(1) })).toBe(false);
    expect(verifyUrl({ ...question, nonce: undefined })).toBe(false);
    expect(verifyUrl({ ...question, signature: undefined })).toBe(false);
  });
});

describe('openCallback', () => {
  it.each(pushes.map((entry) => [entry.name, entry] as const))('opens %s', (_, entry) => {
    expect(openCallback(requestOf(entry))).toEqual({ plaintext: entry.expect?.plaintext, keyIndex: 0 });
  });

  it('refuses the negative vectors, each for its own reason', () => {
    expect(refusalOf(requestOf(vector('negative_wrong_appid')))).toBe('undecryptable');
    expect(refusalOf(requestOf(vector('negative_tampered_cipher')))).toBe('bad_signature');
    expect(refusalOf(requestOf(vector('negative_signature_instead_of_msg_signature')))).toBe('bad_signature');
    expect(refusalOf(requestOf(vector('negative_old_key')))).toBe('undecryptable');
  });

  it('falls back to the key before the rotation and says which key worked', () => {
    const rotated = vector('negative_old_key');
    const aesKeys = [rotated.encoding_aes_key as string, rotated.previous_encoding_aes_key as string];
    expect(openCallback({ ...requestOf(rotated), aesKeys })).toEqual({
      plaintext: shopPush.expect?.plaintext,
      keyIndex: 1,
    });
  });

  it('refuses a plain body even when the three-part signature is right', () => {
    const body = '{"ToUserName":"gh_a","MsgType":"event","Event":"channels_ec_order_pay"}';
    expect(refusalOf({ ...requestOf(shopPush), body })).toBe('unsigned');
    expect(refusalOf({ ...requestOf(shopPush), body: '<xml><ToUserName>gh_a</ToUserName></xml>' })).toBe('unsigned');
  });

  it('refuses a push whose query lacks a part of the signature', () => {
    const { timestamp, nonce, msg_signature } = shopPush.query as NonNullable<Vector['query']>;
    expect(refusalOf({ ...requestOf(shopPush), query: { timestamp, nonce } })).toBe('unsigned');
    expect(refusalOf({ ...requestOf(shopPush), query: { timestamp, msg_signature } })).toBe('unsigned');
    expect(refusalOf({ ...requestOf(shopPush), query: { nonce, msg_signature } })).toBe('unsigned');
  });

  it.each(['', '   ', 'success', '[]', '{"Encrypt":', '<xml>', '{"Encrypt":5}', '{"Encrypt":{"a":1}}'])(
    'refuses the body %j as malformed',
    (body) => {
      expect(refusalOf({ ...requestOf(shopPush), body })).toBe('malformed');
    },
  );

  it('refuses XML beyond the plain form: document types, entities, two ciphertexts, oversize', () => {
    const inner = '<ToUserName>gh_a</ToUserName><Encrypt>AAAA</Encrypt>';
    for (const body of [
      `<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml>${inner}</xml>`,
      `<xml><ToUserName>&a;</ToUserName><Encrypt a="1">AAAA</Encrypt></xml>`,
      `<xml>${inner}<Encrypt>BBBB</Encrypt></xml>`,
      `<xml><ToUserName>${'a'.repeat(1_100_000)}</ToUserName><Encrypt>AAAA</Encrypt></xml>`,
      `${'<a>'.repeat(100_000)}`,
    ]) {
      expect(refusalOf({ ...requestOf(shopPush), body })).toBe('malformed');
    }
  });

  it('refuses an authentic text that is no ciphertext', () => {
    expect(refusalOf(signed('not base64!'))).toBe('malformed');
    expect(refusalOf(signed('AAAA'))).toBe('malformed');
    expect(refusalOf(signed(randomBytes(64).toString('base64')))).toBe('undecryptable');
  });

  it('checks freshness only when asked, in both directions', () => {
    const at = (seconds: number) => new Date((1767225601 + seconds) * 1000);
    const request = requestOf(shopPush);
    expect(refusalOf({ ...request, now: at(1_000_000) })).toBe('accepted');
    expect(refusalOf({ ...request, maxAgeSeconds: 300, now: at(300) })).toBe('accepted');
    expect(refusalOf({ ...request, maxAgeSeconds: 300, now: at(301) })).toBe('stale');
    expect(refusalOf({ ...request, maxAgeSeconds: 300, now: at(-301) })).toBe('stale');
  });

  it('throws nothing but CallbackRefused, whatever the bytes', () => {
    const piece = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<Encrypt>',
      '</Encrypt>',
      '<![CDATA[',
      ']]>',
      '{"Encrypt":"',
      '"}',
      '&#x0;',
      '&lt;',
    );
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }).map((parts) => parts.join('')),
      fc.json(),
    );
    const word = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(body, word, word, word, (text, timestamp, nonce, msg_signature) => {
        expect(refusalOf({ ...requestOf(shopPush), body: text, query: { timestamp, nonce, msg_signature } })).not.toBe(
          'accepted',
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('throws nothing but CallbackRefused for authentic but arbitrary ciphertext', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(['undecryptable', 'malformed', 'unsigned']).toContain(
          refusalOf(signed(Buffer.from(bytes).toString('base64'))),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('sealReply', () => {
  it.each([vector('encrypted_reply_json_official'), vector('component_encrypted_reply_xml_official')])(
    'makes the official reply of $name',
    (entry) => {
      const format = entry.kind.endsWith('xml') ? 'xml' : 'json';
      const reply = sealReply({
        plaintext: entry.plaintext as string,
        format,
        token: entry.token,
        aesKey: entry.encoding_aes_key as string,
        appId: entry.appid as string,
        timestamp: entry.timestamp as number,
        nonce: entry.nonce as string,
        random: Buffer.from(entry.random16 as string),
      });
      if (format === 'xml') expect(reply).toBe(entry.expect?.body);
      else {
        const { Encrypt, MsgSignature } = entry.expect ?? {};
        expect(JSON.parse(reply)).toEqual({ Encrypt, MsgSignature, TimeStamp: entry.timestamp, Nonce: entry.nonce });
      }
    },
  );

  it('makes what openCallback opens, for any text and length', () => {
    const { token, aesKeys, appId } = requestOf(shopPush);
    const aesKey = aesKeys[0] as string;
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.constantFrom('json', 'xml'),
        (plaintext, format) => {
          const body = sealReply({ plaintext, format, token, aesKey, appId, timestamp: 5, nonce: 'n' });
          const msg_signature = /[0-9a-f]{40}/.exec(body)?.[0];
          const query = { timestamp: '5', nonce: 'n', msg_signature };
          expect(openCallback({ body, query, token, aesKeys, appId }).plaintext).toBe(plaintext);
        },
      ),
    );
  });
});

describe('readOuter', () => {
  it('shows who a push is for before anything is decrypted', () => {
    expect(readOuter(shopPush.body as string)).toMatchObject({ format: 'json', toUserName: 'gh_7b1d5e90c2a4' });
    expect(readOuter(vector('component_verify_ticket_xml').body as string)).toMatchObject({
      format: 'xml',
      appId: 'wxd15ea5e0c0mp0001',
    });
    expect(readOuter(vector('component_safe_xml_official').body as string).toUserName).toBe('gh_97417a04a28d');
  });
});
