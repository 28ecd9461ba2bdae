import type { SignedCertificate } from '@zhanggui/api-client';

/** A name that every system takes: what is special in file names becomes a space. */
export function recordFileName(store: string, kind: string, day: string): string {
  const name = `${store} ${kind} ${day}`.replace(/[\p{C}\\/:*?"<>|]/gu, ' ').replace(/\s+/g, ' ');
  return `${name.replace(/^[ .]+/, '')}.json`;
}

/** A field a line, as docs/operations.md takes the file apart with a shell. */
export const recordFile = ({ text, signature, keyId, publicKey }: SignedCertificate): string =>
  `${JSON.stringify({ text, signature, keyId, publicKey }, null, 2)}\n`;
