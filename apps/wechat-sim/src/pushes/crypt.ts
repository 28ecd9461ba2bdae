import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

const blockSize = 32;

const keyOf = (encodingAesKey: string): Buffer => Buffer.from(`${encodingAesKey}=`, 'base64').subarray(0, 32);

/** sha1 over the parts in plain string order, without separators. */
export const sign = (...parts: string[]): string => createHash('sha1').update(parts.sort().join('')).digest('hex');

/** random(16) | length(4) | text | appid, padded to 32-byte blocks, AES-256-CBC with the key's head as IV. */
export function encrypt(text: string, appid: string, encodingAesKey: string, random16: string): string {
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const body = Buffer.concat([Buffer.from(random16), length, message, Buffer.from(appid)]);
  const padding = blockSize - (body.length % blockSize);
  const key = keyOf(encodingAesKey);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([body, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

/** The other direction, to check an answer or a test vector. */
export function decrypt(encrypted: string, encodingAesKey: string): { random16: string; text: string; appid: string } {
  const key = keyOf(encodingAesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]);
  const body = padded.subarray(0, padded.length - padded[padded.length - 1]!);
  const end = 20 + body.readUInt32BE(16);
  return {
    random16: body.toString('latin1', 0, 16),
    text: body.toString('utf8', 20, end),
    appid: body.toString('utf8', end),
  };
}
