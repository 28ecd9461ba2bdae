import { describe, expect, it } from 'vitest';
import { asId, asText, asTime } from './wire-fields';

describe('fields of the wire', () => {
  it('leave out the character that no database keeps', () => {
    expect(asText('a\0b')).toBe('ab');
    expect(asText('\0')).toBeUndefined();
  });

  it.each(['a\0', 'two words', '订单', 'x'.repeat(129), '0', '', 1.5, -1, 2 ** 60, null, {}])(
    'take no id from %j',
    (value) => {
      expect(asId(value)).toBeUndefined();
    },
  );

  it('take ids as text and as numbers', () => {
    expect([asId(' 37 '), asId(37), asId('o-A_1@b')]).toEqual(['37', '37', 'o-A_1@b']);
  });

  it('know no time after the year 9999', () => {
    expect(asTime(253_402_300_799_999)).toEqual(new Date('9999-12-31T23:59:59.999Z'));
    expect(asTime(253_402_300_800_000)).toBeUndefined();
    expect(asTime(Number.MAX_SAFE_INTEGER)).toBeUndefined();
  });
});
