import { describe, expect, it } from 'vitest';
import { isSignedBy, SigningKeys } from './signing-keys';

const former = { id: 'k1', key: Buffer.alloc(32, 1) };
const current = { id: 'k2', key: Buffer.alloc(32, 2) };

describe('SigningKeys', () => {
  const keys = new SigningKeys([current, former], 'notes');
  const text = '对账 "1"\n';
  const { keyId, signature } = keys.sign(text);

  it('signs with the current key, the same way each time, and verifies with nothing but the public key', () => {
    expect(keyId).toBe('k2');
    expect(keys.sign(text).signature).toBe(signature);
    expect(keys.verify('k2', text, signature)).toBe('valid');
    expect(isSignedBy(keys.publicKey('k2')!, text, signature)).toBe(true);
  });

  it('derives the same key from the same bytes for ever: what is signed today is checked in years', () => {
    expect(keys.publicKey('k1')).toBe('MCowBQYDK2VwAyEARvVfpgOO4mesBxDYw/LRJN8Qd9ULL64xJA5YIFhD9iI=');
    expect(keys.keyIdOf(keys.publicKey('k1')!)).toBe('k1');
  });

  it('derives another key for another purpose', () => {
    expect(new SigningKeys([current], 'letters').verify('k2', text, signature)).toBe('changed');
  });

  it('finds a changed text, a changed signature and another key', () => {
    expect(keys.verify('k2', `${text} `, signature)).toBe('changed');
    expect(keys.verify('k2', text, `A${signature.slice(1)}`)).toBe('changed');
    expect(keys.verify('k2', text, `${signature} `)).toBe('changed');
    expect(keys.verify('k2', text, '')).toBe('changed');
    expect(keys.verify('k1', text, signature)).toBe('changed');
    expect(keys.verify('k3', text, signature)).toBe('unknown_key');
  });

  it('takes no other kind of key, and no rubbish, for a public key', () => {
    expect(isSignedBy(keys.publicKey('k1')!, text, signature)).toBe(false);
    expect(isSignedBy('rubbish', text, signature)).toBe(false);
    expect(isSignedBy('', text, signature)).toBe(false);
  });
});
