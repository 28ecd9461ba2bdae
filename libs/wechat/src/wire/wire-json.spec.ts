import fc from 'fast-check';
import { parse as losslessParse } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import { parseWireJson } from './wire-json';

/** The slow and certain way: every number is looked at as text. */
function reference(text: string): unknown {
  return losslessParse(text, null, (number) => (/^-?\d{16,}$/.test(number) ? number : Number(number)));
}

const trickyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', '\\', ':', ',', '[', ']', '{', '}', ' ', '1', '9', '0', '-', 'e', '\n') }),
  fc.constantFrom('3731001000000000001', ':3731001000000000001,', '"', '\\"', '\\\\', 'a\\":[3731001000000000001]'),
);
const number = fc.oneof(
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('0', '-0', '999999999999999', '1000000000000000', '12345678901234567890.5', '12345678901234567890e2'),
);
const blank = fc.constantFrom('', ' ', '\n\t', '  ');

const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    number,
    trickyText.map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null'),
    fc
      .tuple(fc.array(tie('value')), blank)
      .map(([items, space]) => `[${space}${items.join(`${space},${space}`)}${space}]`),
    fc
      .tuple(fc.uniqueArray(fc.tuple(trickyText, tie('value')), { selector: ([key]) => key }), blank)
      .map(
        ([entries, space]) =>
          `{${space}${entries.map(([key, value]) => `${JSON.stringify(key)}${space}:${space}${value}`).join(',')}${space}}`,
      ),
  ),
}));

describe('parseWireJson', () => {
  it('reads any document as lossless-json does, with long integers as text', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(parseWireJson(text)).toEqual(reference(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses whatever JSON.parse refuses, and nothing else', () => {
    const broken = fc
      .tuple(jsonText, fc.nat(), fc.constantFrom('', '"', '1234567890123456789', '{', ',', ' 0', '-', '\\'))
      .map(([text, at, insert]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + insert + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(broken, (text) => {
        expect(refuses(() => parseWireJson(text))).toBe(refuses(() => JSON.parse(text)));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['{"order_id":3731001000000000001}', { order_id: '3731001000000000001' }],
    ['{"order_id": 3731001000000000001 }', { order_id: '3731001000000000001' }],
    ['[3731001000000000001,3731001000000000002]', ['3731001000000000001', '3731001000000000002']],
    ['3731001000000000001', '3731001000000000001'],
    ['{"note":"a\\":3731001000000000001,","id":1}', { note: 'a":3731001000000000001,', id: 1 }],
    ['{"a":"\\\\","id":3731001000000000001}', { a: '\\', id: '3731001000000000001' }],
    ['{"amount":11800}', { amount: 11800 }],
  ])('%s', (text, expected) => {
    expect(parseWireJson(text)).toEqual(expected);
  });

  it.each([
    '{1234567890123456789:1}',
    '{"a":1,1234567890123456789:1}',
    '[01234567890123456789]',
    '[1 1234567890123456789]',
  ])('does not make %s valid', (text) => {
    expect(() => parseWireJson(text)).toThrow(SyntaxError);
  });

  it('stays linear on hostile text', () => {
    const digits = '1'.repeat(2_000_000);
    expect(() => parseWireJson(`[${digits}x`)).toThrow(SyntaxError);
    expect(() => parseWireJson(`{"a":"${'\\\\'.repeat(1_000_000)}",${' 1234567890123456,'.repeat(50_000)}`)).toThrow(
      SyntaxError,
    );
  });
});

function refuses(parse: () => unknown): boolean {
  try {
    parse();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return true;
  }
}
