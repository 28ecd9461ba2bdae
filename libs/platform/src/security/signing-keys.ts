import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';

/** What a signature says of a text: `unknown_key` when it was made with a key that is not among ours. */
export type Verdict = 'valid' | 'changed' | 'unknown_key';

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

interface Pair {
  readonly own: KeyObject;
  readonly open: KeyObject;
}

/**
 * Signs texts with Ed25519. The key is derived from the current encryption key for one purpose, so there is no further
 * secret to keep; whoever has the public key checks without any.
 */
export class SigningKeys {
  private readonly pairs: ReadonlyMap<string, Pair>;
  readonly currentKeyId: string;

  constructor(keys: readonly { readonly id: string; readonly key: Buffer }[], purpose: string) {
    const [first] = keys;
    if (!first) throw new Error('At least one encryption key is needed');
    this.pairs = new Map(keys.map(({ id, key }) => [id, pairOf(key, purpose)]));
    this.currentKeyId = first.id;
  }

  sign(text: string): { readonly keyId: string; readonly signature: string } {
    const { own } = this.pairs.get(this.currentKeyId)!;
    return { keyId: this.currentKeyId, signature: sign(null, Buffer.from(text), own).toString('base64') };
  }

  verify(keyId: string, text: string, signature: string): Verdict {
    const pair = this.pairs.get(keyId);
    if (!pair) return 'unknown_key';
    return fits(pair.open, text, signature) ? 'valid' : 'changed';
  }

  /** Base64 of the key's SubjectPublicKeyInfo. */
  publicKey(keyId: string): string | undefined {
    const pair = this.pairs.get(keyId);
    return pair && encoded(pair.open);
  }

  /** Which of ours a public key is. */
  keyIdOf(publicKey: string): string | undefined {
    return [...this.pairs].find(([, { open }]) => encoded(open) === publicKey)?.[0];
  }
}

/** Whether the holder of a public key signed this text. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && fits(key, text, signature);
  } catch {
    // Not a key at all.
    return false;
  }
}

function pairOf(key: Buffer, purpose: string): Pair {
  const seed = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32));
  const own = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  return { own, open: createPublicKey(own) };
}

const encoded = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');

function fits(key: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // Node overlooks what is not base64; a signature has one written form only.
  return bytes.toString('base64') === signature && verify(null, Buffer.from(text), key, bytes);
}
