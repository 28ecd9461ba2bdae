import { describe, expect, it } from 'vitest';
import { CannotUnseal, SecretBox } from './secret-box';

const oldKey = { id: 'k1', key: Buffer.alloc(32, 1) };
const newKey = { id: 'k2', key: Buffer.alloc(32, 2) };

describe('SecretBox', () => {
  it('opens what it sealed and never seals the same way twice', () => {
    const box = new SecretBox([newKey]);
    const sealed = box.seal('秘密', 'store_secret:1');
    expect(sealed.startsWith('k2.')).toBe(true);
    expect(box.open(sealed, 'store_secret:1')).toBe('秘密');
    expect(box.seal('秘密', 'store_secret:1')).not.toBe(sealed);
  });

  it('opens values of a former key and says that they are stale', () => {
    const sealed = new SecretBox([oldKey]).seal('token', 'row');
    const rotated = new SecretBox([newKey, oldKey]);
    expect(rotated.open(sealed, 'row')).toBe('token');
    expect(rotated.isStale(sealed)).toBe(true);
    expect(rotated.isStale(rotated.seal('token', 'row'))).toBe(false);
  });

  it('refuses a value of another row, a changed value and an unknown key', () => {
    const box = new SecretBox([newKey]);
    const sealed = box.seal('token', 'row 1');
    expect(() => box.open(sealed, 'row 2')).toThrow(CannotUnseal);
    expect(() => box.open(`${sealed.slice(0, -4)}AAAA`, 'row 1')).toThrow(CannotUnseal);
    expect(() => new SecretBox([oldKey]).open(sealed, 'row 1')).toThrow(/k2/);
  });
});
