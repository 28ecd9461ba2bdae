import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Thrown when a sealed value cannot be opened: an unknown key id, or a value that was changed. */
export class CannotUnseal extends Error {}

/**
 * Encrypts secrets and personal data at rest with AES-256-GCM. The sealed text is `keyId.base64(nonce|tag|ciphertext)`;
 * `context` (table, column and row) is authenticated, so a sealed value copied to another row does not open.
 */
export class SecretBox {
  private readonly keys: ReadonlyMap<string, Buffer>;
  readonly currentKeyId: string;

  constructor(keys: readonly { readonly id: string; readonly key: Buffer }[]) {
    const [first] = keys;
    if (!first) throw new Error('At least one encryption key is needed');
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
    this.currentKeyId = first.id;
  }

  seal(plain: string, context: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.keys.get(this.currentKeyId)!, nonce);
    cipher.setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${this.currentKeyId}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
  }

  open(sealed: string, context: string): string {
    const dot = sealed.indexOf('.');
    const key = this.keys.get(sealed.slice(0, dot));
    if (!key) throw new CannotUnseal(`No key "${sealed.slice(0, Math.max(dot, 0))}" is configured`);
    const bytes = Buffer.from(sealed.slice(dot + 1), 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new CannotUnseal('The sealed value was changed or belongs elsewhere', { cause });
    }
  }

  /** Whether the value was sealed with an older key and should be sealed again. */
  isStale(sealed: string): boolean {
    return !sealed.startsWith(`${this.currentKeyId}.`);
  }

  /** A keyed fingerprint for equality look-ups on data that must not be readable (phone tails, names). */
  fingerprint(value: string, purpose: string): string {
    return createHmac('sha256', this.keys.get(this.currentKeyId)!)
      .update(`${purpose}:${value}`)
      .digest('base64url')
      .slice(0, 22);
  }
}
