import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decrypt, encrypt, sign } from './crypt';

interface Vector {
  name: string;
  kind: string;
  token: string;
  encoding_aes_key: string;
  appid: string;
  body: string;
  query: { signature: string; timestamp: string; nonce: string; msg_signature: string };
  timestamp: string | number;
  nonce: string;
  random16: string;
  plaintext: string;
  expect_signature: string;
  expect: { random16: string; plaintext: string; appid: string; Encrypt: string; MsgSignature: string };
}

const file = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as { vectors: Vector[] };
const named = (test: (vector: Vector) => boolean) =>
  file.vectors.filter(test).map((vector) => [vector.name, vector] as const);
const encryptedIn = (body: string) =>
  /"Encrypt":"([^"]+)"/.exec(body)?.[1] ?? /<Encrypt><!\[CDATA\[([^\]]+)/.exec(body)![1]!;

const pushes = named(({ kind, expect }) => kind.startsWith('safe_push') && expect?.plaintext !== undefined);
const replies = named(({ kind }) => kind.startsWith('encrypted_reply'));
const signatures = named(({ expect_signature }) => expect_signature !== undefined);

it('has vectors of every kind', () => {
  expect([pushes.length, replies.length, signatures.length].every((count) => count >= 2)).toBe(true);
});

it.each(pushes)('%s: encrypts to the same ciphertext and signs alike', (_name, vector) => {
  const { encoding_aes_key: key, appid, body, query, token, expect: wanted } = vector;
  const encrypted = encryptedIn(body);
  expect(encrypt(wanted.plaintext, appid, key, wanted.random16)).toBe(encrypted);
  expect(sign(token, query.timestamp, query.nonce, encrypted)).toBe(query.msg_signature);
  expect(decrypt(encrypted, key)).toEqual({ random16: wanted.random16, text: wanted.plaintext, appid: wanted.appid });
});

it.each(replies)(
  '%s',
  (_name, { plaintext, appid, encoding_aes_key: key, random16, token, timestamp, nonce, expect: wanted }) => {
    expect(encrypt(plaintext, appid, key, random16)).toBe(wanted.Encrypt);
    expect(sign(token, String(timestamp), nonce, wanted.Encrypt)).toBe(wanted.MsgSignature);
  },
);

it.each(signatures)('%s: three-part signature', (_name, { token, timestamp, nonce, expect_signature }) => {
  expect(sign(token, String(timestamp), nonce)).toBe(expect_signature);
});
