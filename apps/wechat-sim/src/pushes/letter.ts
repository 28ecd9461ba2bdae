import type { Random } from '../kit/random';
import { encrypt, sign } from './crypt';
import type { Push } from './push';

/** Where and with which keys a push goes. */
export interface Destination {
  url: string;
  token: string;
  aesKey: string;
  /** The appid at the end of the plaintext: the shop's, or the component's also for events of its shops. */
  appid: string;
  format: 'json' | 'xml';
  /** The clear text element beside the ciphertext. */
  outer: { ToUserName: string } | { AppId: string };
}

export interface Letter {
  url: string;
  contentType: string;
  body: string;
}

/** One send of a push: encrypted and signed afresh. */
export function composeLetter(push: Push, to: Destination, random: Random, realNow: number): Letter {
  const timestamp = String(Math.floor(realNow / 1000));
  const nonce = random.text(10, '123456789');
  const encrypted = encrypt(push.body, to.appid, to.aesKey, random.text(16));
  const query = new URLSearchParams({
    signature: sign(to.token, timestamp, nonce),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: sign(to.token, timestamp, nonce, encrypted),
  });
  const [[name, value]] = Object.entries(to.outer) as [[string, string]];
  return {
    url: `${to.url}${to.url.includes('?') ? '&' : '?'}${query}`,
    contentType: to.format === 'json' ? 'application/json' : 'text/xml',
    body:
      to.format === 'json'
        ? JSON.stringify({ [name]: value, Encrypt: encrypted })
        : `<xml><${name}><![CDATA[${value}]]></${name}><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  };
}
