import { randomBytes } from 'node:crypto';
import { decrypt, encrypt, readCiphertext } from './callback-cipher';
import { CallbackRefused } from './callback-refused';
import { sameSignature, sign } from './callback-signature';
import { readOuter } from './outer-body';

export interface CallbackRequest {
  body: string;
  query: { timestamp?: string | undefined; nonce?: string | undefined; msg_signature?: string | undefined };
  token: string;
  /** EncodingAESKeys, the current one first, then those before it. */
  aesKeys: readonly string[];
  /** The shop's appid for a self-run shop; the service provider's own for everything it receives, shop events too. */
  appId: string;
  /**
   * Refuse pushes signed longer ago than this, or as far in the future. Off by default: the platform signs a repeat
   * afresh, but a slow queue between it and us must not lose pushes.
   */
  maxAgeSeconds?: number;
  now?: Date;
}

export interface OpenedCallback {
  plaintext: string;
  /** Which of `aesKeys` opened it; an encrypted reply uses the same. */
  keyIndex: number;
}

/**
 * Checks and decrypts a push. Plain bodies are refused: their signature does not cover the content.
 * Throws CallbackRefused; a TypeError only when one of our own keys is not an EncodingAESKey.
 */
export function openCallback(request: CallbackRequest): OpenedCallback {
  const { encrypt: sealedText } = readOuter(request.body);
  const { timestamp, nonce, msg_signature: signature } = request.query;
  if (sealedText === undefined) throw new CallbackRefused('unsigned');
  if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string') {
    throw new CallbackRefused('unsigned');
  }
  if (!sameSignature(sign([request.token, timestamp, nonce, sealedText]), signature)) {
    throw new CallbackRefused('bad_signature');
  }
  refuseStale(timestamp, request);
  const sealed = readCiphertext(sealedText);
  if (!sealed) throw new CallbackRefused('malformed');
  for (const [keyIndex, aesKey] of request.aesKeys.entries()) {
    const plaintext = decrypt(sealed, aesKey, request.appId);
    if (plaintext !== undefined) return { plaintext, keyIndex };
  }
  throw new CallbackRefused('undecryptable');
}

function refuseStale(timestamp: string, { maxAgeSeconds, now }: CallbackRequest): void {
  if (maxAgeSeconds === undefined) return;
  const age = Math.abs((now ?? new Date()).getTime() / 1000 - Number(timestamp));
  if (!(age <= maxAgeSeconds)) throw new CallbackRefused('stale');
}

export interface Reply {
  plaintext: string;
  format: 'json' | 'xml';
  token: string;
  aesKey: string;
  appId: string;
  /** Epoch seconds. */
  timestamp: number;
  nonce: string;
  /** 16 bytes; drawn when left out. */
  random?: Buffer;
}

/** An encrypted answer to a push, for the few that ask for content. Shop events want the bare word `success` instead. */
export function sealReply({ plaintext, format, token, aesKey, appId, timestamp, nonce, random }: Reply): string {
  const sealed = encrypt(plaintext, aesKey, appId, random ?? randomBytes(16));
  const signature = sign([token, String(timestamp), nonce, sealed]);
  if (format === 'json') {
    return JSON.stringify({ Encrypt: sealed, MsgSignature: signature, TimeStamp: timestamp, Nonce: nonce });
  }
  return [
    '<xml>',
    `<Encrypt><![CDATA[${sealed}]]></Encrypt>`,
    `<MsgSignature><![CDATA[${signature}]]></MsgSignature>`,
    `<TimeStamp>${timestamp}</TimeStamp>`,
    `<Nonce><![CDATA[${nonce}]]></Nonce>`,
    '</xml>',
  ].join('\n');
}
