import { createCipheriv, createDecipheriv } from 'node:crypto';

/** The platform pads to 32 bytes, not to the 16 of AES, so the padding is done here. */
const PADDING_BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const HEADER_BYTES = RANDOM_BYTES + LENGTH_BYTES;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** AES-256 key and IV of a 43-character EncodingAESKey; some keys have bits to spare at their end, so the reading is lenient. */
function keyOf(encodingAesKey: string): Buffer {
  const key = Buffer.from(encodingAesKey, 'base64');
  if (key.length !== 32) throw new TypeError('EncodingAESKey must have 43 characters of base64');
  return key;
}

/** The ciphertext, undefined when it cannot be one. */
export function readCiphertext(encrypt: string): Buffer | undefined {
  if (!BASE64.test(encrypt)) return undefined;
  const sealed = Buffer.from(encrypt, 'base64');
  return sealed.length > 0 && sealed.length % 16 === 0 ? sealed : undefined;
}

/** Layout: random(16) | length(4, big endian, bytes) | message | appid. Undefined when the key or the appid does not fit. */
export function decrypt(sealed: Buffer, encodingAesKey: string, appId: string): string | undefined {
  const key = keyOf(encodingAesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const first = decipher.update(sealed);
  const rest = decipher.final();
  const open = rest.length === 0 ? first : Buffer.concat([first, rest]);
  const padding = open[open.length - 1] ?? 0;
  if (padding < 1 || padding > PADDING_BLOCK) return undefined;
  const end = open.length - padding;
  if (end < HEADER_BYTES) return undefined;
  const messageEnd = HEADER_BYTES + open.readUInt32BE(RANDOM_BYTES);
  if (messageEnd > end || open.toString('utf8', messageEnd, end) !== appId) return undefined;
  return open.toString('utf8', HEADER_BYTES, messageEnd);
}

export function encrypt(message: string, encodingAesKey: string, appId: string, random: Buffer): string {
  const key = keyOf(encodingAesKey);
  const body = Buffer.from(message);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  const open = Buffer.concat([random, length, body, Buffer.from(appId)]);
  const padding = PADDING_BLOCK - (open.length % PADDING_BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(open), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString(
    'base64',
  );
}
