import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { NotWireXml, parseWireXml, type XmlFields, type XmlValue } from './wire-xml';

const name = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
  .filter((text) => text !== '__proto__' && text !== 'constructor');
const words = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\r', ' '));

interface Tree {
  fields: XmlFields;
}
const { fields: tree } = fc.letrec<Tree>((tie) => ({
  fields: fc.dictionary(
    name,
    fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      words,
      tie('fields'),
      fc.array(fc.oneof(words, tie('fields')), { minLength: 2, maxLength: 3 }),
    ),
    { minKeys: 1, maxKeys: 4, noNullPrototype: true },
  ) as fc.Arbitrary<XmlFields>,
}));

function write(value: XmlValue, cdata: boolean): string {
  if (typeof value === 'string') return cdata && !value.includes(']]>') ? `<![CDATA[${value}]]>` : escaped(value);
  return Object.entries(value)
    .flatMap(([key, inner]) =>
      Array.isArray(inner) ? inner.map((one) => [key, one] as const) : [[key, inner] as const],
    )
    .map(([key, inner]) => `<${key}>${write(inner, cdata)}</${key}>`)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

describe('parseWireXml', () => {
  it('reads back whatever is written in the form of the platform', () => {
    fc.assert(
      fc.property(tree, fc.boolean(), (fields, cdata) => {
        expect(parseWireXml(`<xml>${write(fields, cdata)}</xml>`)).toEqual(fields);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with fast-xml-parser', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false });
    fc.assert(
      fc.property(tree, (fields) => {
        const text = `<xml>${write(fields, true)}</xml>`;
        expect(parseWireXml(text)).toEqual((parser.parse(text) as { xml: unknown }).xml);
      }),
    );
  });

  it('keeps ids and blanks as text, joins text with CDATA, and reads the entities of XML itself', () => {
    const text =
      '\ufeff <?xml version="1.0"?>\n<xml>\n <id>3731001000000000001</id>\n <a> b <![CDATA[&amp;<c>]]></a><e></e><u>&#20013;&#x1F64F;&amp;&quot;</u></xml>\n';
    expect(parseWireXml(text)).toEqual({ id: '3731001000000000001', a: ' b &amp;<c>', e: '', u: '中🙏&"' });
  });

  it('makes a list of repeated elements', () => {
    expect(parseWireXml('<xml><a><b>1</b></a><a><b>2</b></a><a><b>3</b></a></xml>')).toEqual({
      a: [{ b: '1' }, { b: '2' }, { b: '3' }],
    });
  });

  it.each([
    '',
    'text',
    '<xml>',
    '<xml></xml><xml></xml>',
    '<xml><a></b></xml>',
    '<xml><a>',
    '<xml><a/></xml>',
    '<xml a="1"></xml>',
    '<xml><!-- c --></xml>',
    '<!DOCTYPE a [<!ENTITY x "y">]><xml>&x;</xml>',
    '<xml>&x;</xml>',
    '<xml>&#0;</xml>',
    '<xml>&#1114112;</xml>',
    '<xml><![CDATA[open</xml>',
    '<xml>words<a>1</a></xml>',
    '<xml><__proto__>1</__proto__></xml>',
    `${'<a>'.repeat(17)}${'</a>'.repeat(17)}`,
  ])('refuses %s', (text) => {
    expect(() => parseWireXml(text)).toThrow(NotWireXml);
  });
});
