import { XMLParser } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { BareNumber, unmarkBareNumbers } from './bare-number';
import { toXml } from './xml';

it('writes digits bare, text as CDATA, and repeats the element of a list', () => {
  const xml = toXml({
    Event: 'a & b',
    CreateTime: 7,
    order_info: { order_id: new BareNumber('3731001000000000001'), n: ['1', 'x'] },
  });
  expect(xml).toBe(
    '<xml><Event><![CDATA[a & b]]></Event><CreateTime>7</CreateTime><order_info>' +
      '<order_id>3731001000000000001</order_id><n>1</n><n><![CDATA[x]]></n></order_info></xml>',
  );
});

it('survives a text that ends a CDATA section', () => {
  const parsed = new XMLParser().parse(toXml({ note: 'a]]>b' })) as { xml: { note: string } };
  expect(parsed.xml.note).toBe('a]]>b');
});

it('writes a marked id into JSON without quotes', () => {
  expect(unmarkBareNumbers(JSON.stringify({ id: new BareNumber('3731001000000000001') }))).toBe(
    '{"id":3731001000000000001}',
  );
});
