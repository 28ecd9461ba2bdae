import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** A push in safe mode as the platform sends it. @returns the query and the body of the request */
export function sealPush(text, { token, aesKey, appid }) {
  const key = Buffer.from(aesKey, 'base64');
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const open = Buffer.concat([randomBytes(16), length, message, Buffer.from(appid)]);
  const padding = 32 - (open.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const encrypt = Buffer.concat([cipher.update(open), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]);
  const sealed = encrypt.toString('base64');
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(8).toString('hex');
  const signature = createHash('sha1').update([token, timestamp, nonce, sealed].sort().join('')).digest('hex');
  const query = new URLSearchParams({ timestamp, nonce, encrypt_type: 'aes', msg_signature: signature });
  return { query: query.toString(), body: JSON.stringify({ ToUserName: 'gh_bench', Encrypt: sealed }) };
}
