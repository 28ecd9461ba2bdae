import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectorFile from '../testdata/vectors.json';
import { readMessage, UnreadableMessage } from './read-message';
import type { Subject } from './subject';
import { KNOWN_EVENTS, subjectsOf } from './subjects-of';

const GH = 'gh_7b1d5e90c2a4';

function push(event: string, rest: Record<string, unknown> | string): string {
  const body = typeof rest === 'string' ? rest : JSON.stringify(rest).slice(1, -1);
  return `{"ToUserName":"${GH}","FromUserName":"oFixed","CreateTime":1767225761,"MsgType":"event","Event":"${event}",${body}}`;
}

const subjects = (text: string): Subject[] => subjectsOf(readMessage(text));
const plaintextOf = (name: string): string =>
  (vectorFile.vectors.find((entry) => entry.name === name) as { expect: { plaintext: string } }).expect.plaintext;

describe('readMessage', () => {
  it('reads a shop event in JSON and the same in XML alike', () => {
    const json = readMessage(
      push('channels_ec_order_pay', '"order_info":{"order_id":3731001000000000001,"pay_time":1}'),
    );
    const xml = readMessage(
      `<xml><ToUserName><![CDATA[${GH}]]></ToUserName><FromUserName>oFixed</FromUserName><CreateTime>1767225761</CreateTime><MsgType>event</MsgType><Event>channels_ec_order_pay</Event><order_info><order_id>3731001000000000001</order_id><pay_time>1</pay_time></order_info></xml>`,
    );
    const envelope = {
      toUserName: GH,
      fromUserName: 'oFixed',
      createTime: 1767225761,
      msgType: 'event',
      event: 'channels_ec_order_pay',
    };
    expect(json).toMatchObject(envelope);
    expect(xml).toMatchObject(envelope);
    expect(subjectsOf(json)).toEqual([{ kind: 'order', id: '3731001000000000001' }]);
    expect(subjectsOf(xml)).toEqual(subjectsOf(json));
  });

  it('reads the events of the service provider', () => {
    expect(readMessage(plaintextOf('component_verify_ticket_xml'))).toMatchObject({
      toUserName: '',
      infoType: 'component_verify_ticket',
      appId: 'wxd15ea5e0c0mp0001',
      createTime: 1767225600,
      fields: { ComponentVerifyTicket: 'ticket@@@synthetic-9f2b7c' },
    });
    expect(readMessage(plaintextOf('component_authorized_xml')).fields).toMatchObject({
      AuthorizerAppid: 'wx5c0ffee15badd00d',
      AuthorizationCode: 'queryauthcode@@@synthetic-1',
    });
  });

  it.each(['', 'x', '[]', '5', '{"a":1,}', '<xml>', 'null', '"text"'])('says that %j is unreadable', (text) => {
    expect(() => readMessage(text)).toThrow(UnreadableMessage);
  });

  it('throws nothing but UnreadableMessage, and its subjects are texts', () => {
    const event = fc.constantFrom(...KNOWN_EVENTS, 'constructor', '__proto__');
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .tuple(event, fc.json())
        .map(([name, json]) => push(name, `"order_info":${json},"ProductSpuAudit":${json},"appid":${json}`)),
    );
    fc.assert(
      fc.property(text, (plaintext) => {
        try {
          for (const { id } of subjects(plaintext)) expect(typeof id).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableMessage);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('subjectsOf', () => {
  it.each([
    'channels_ec_order_new',
    'channels_ec_order_cancel',
    'channels_ec_order_pay',
    'channels_ec_order_wait_shipping',
    'channels_ec_order_deliver',
    'channels_ec_order_confirm',
    'channels_ec_order_settle',
    'channels_ec_order_ext_info_update',
    'product_order_status_update',
  ])('%s is about an order', (event) => {
    expect(subjects(push(event, { order_info: { order_id: '3731001000000000001', type: '5' } }))).toEqual([
      { kind: 'order', id: '3731001000000000001' },
    ]);
  });

  const ids = { after_sale_order_id: '2000000000000501', order_id: '3731001000000000001', status: 'X' };
  it.each([
    ['channels_ec_aftersale_update', 'finder_shop_aftersale_status_update', 'after_sale'],
    ['channels_ec_complaint_update', 'finder_shop_complaint', 'after_sale'],
    ['channels_ec_present_aftersale_update', 'finder_shop_present_aftersale_status_update', 'gift_after_sale'],
    ['channels_ec_present_aftersale_update', 'finder_shop_aftersale_status_update', 'gift_after_sale'],
  ])('%s with %s is about an %s and its order', (event, body, kind) => {
    expect(subjects(push(event, { [body]: ids }))).toEqual([
      { kind, id: '2000000000000501', orderId: '3731001000000000001' },
    ]);
  });

  it('reads a guarantee as a matter of its order', () => {
    const body = { finder_shop_guarantee_status_update: { guarantee_order_id: '9', order_id: '37', status: 10 } };
    expect(subjects(push('channels_ec_guarantee_update', body))).toEqual([{ kind: 'order', id: '37' }]);
  });

  it.each([
    ['product_spu_audit', 'ProductSpuAudit'],
    ['product_spu_listing', 'ProductSpuListing'],
    ['product_spu_update', 'ProductSpuUpdate'],
    ['channels_ec_stock_no_enough', 'channels_ec_stock_no_enough'],
  ])('%s is about a product', (event, body) => {
    expect(subjects(push(event, `"${body}":{"product_id":10000987654321123}`))).toEqual([
      { kind: 'product', id: '10000987654321123' },
    ]);
  });

  it('takes the appid for the shop where the event names it, else the gh_ id', () => {
    const named = { appid: 'wx5c0ffee15badd00d', new_status: 'closing' };
    for (const event of [
      'channels_ec_change_status',
      'channels_ec_close_store',
      'set_shop_nickname',
      'set_shop_headimg',
    ]) {
      expect(subjects(push(event, named))).toEqual([{ kind: 'shop', id: 'wx5c0ffee15badd00d' }]);
    }
    expect(subjects(push('channels_ec_brand', { BrandEvent: { brand_id: '1' } }))).toEqual([{ kind: 'shop', id: GH }]);
    expect(subjects(push('product_category_audit', { ProductCategoryAudit: { status: '3' } }))).toEqual([
      { kind: 'shop', id: GH },
    ]);
  });

  it('finds nothing in unknown events, events without ids and tokens that look like order ids', () => {
    expect(subjects(push('something_new', { order_info: { order_id: '37' } }))).toEqual([]);
    expect(subjects(push('toString', { order_info: { order_id: '37' } }))).toEqual([]);
    expect(subjects(push('channels_ec_order_pay', { order_info: {} }))).toEqual([]);
    expect(subjects(push('related_shop_order_submission', { Data: { order_id: 'co1' }, order_id: 'co1' }))).toEqual([]);
    expect(KNOWN_EVENTS.has('related_shop_order_submission')).toBe(true);
    expect(KNOWN_EVENTS.has('something_new')).toBe(false);
  });
});
