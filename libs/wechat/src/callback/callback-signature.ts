import { createHash, timingSafeEqual } from 'node:crypto';

/** sha1 of the sorted parts: `token, timestamp, nonce` for the check of the URL, with `Encrypt` as fourth for a push. */
export function sign(parts: string[]): string {
  return createHash('sha1').update(parts.sort().join('')).digest('hex');
}

/** Takes the same time wherever the texts differ. */
export function sameSignature(expected: string, given: string): boolean {
  const ours = Buffer.from(expected);
  const theirs = Buffer.from(given);
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

export interface UrlVerification {
  token: string;
  timestamp: string | undefined;
  nonce: string | undefined;
  signature: string | undefined;
}

/** Whether a GET of the platform is genuine; the answer to it is the bare `echostr`. */
export function verifyUrl({ token, timestamp, nonce, signature }: UrlVerification): boolean {
  if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string') return false;
  return sameSignature(sign([token, timestamp, nonce]), signature);
}
