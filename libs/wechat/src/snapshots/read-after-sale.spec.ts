import { describe, expect, it } from 'vitest';
import { parseWireJson } from '../wire/wire-json';
import { readAfterSale, readGiftAfterSale } from './read-after-sale';
import { UnreadableSnapshot } from './unreadable-snapshot';

const AFTER_SALE = `{"errcode":0,"after_sale_order":{"after_sale_order_id":2000000000000501,"order_id":"3731001000000000001","status":"MERCHANT_PROCESSING","type":"RETURN","sub_type":"DEFAULT","openid":"oA1","present_giver_openid":"oGiver","product_info":{"product_id":"10000111","sku_id":36001,"count":"1"},"refund_info":{"amount":5650,"refund_reason":3},"reason":"10000002","reason_text":"拍错/多拍","create_time":1767400000,"update_time":"1767400100","deadline":1767572800}}`;
const GIFT = `{"errcode":0,"after_sale_order":{"after_sale_order_id":"6000000000000101","present_order_id":"4231001000000000009","status":"MERCHANT_REFUND_SUCCESS","openid":"oGiver","create_time":1767312001,"update_time":1767312400,"refund_info":{"amount":9900},"order_info_list":[{"order_id":3731001000000000022,"refund_info":{"amount":9900},"product_info_list":[{"product_id":"10000111","sku_id":"36001","count":1,"refund_info":{"amount":9900}}]}]}}`;

describe('readAfterSale', () => {
  it('reads the official sample', () => {
    expect(readAfterSale(parseWireJson(AFTER_SALE))).toEqual({
      id: '2000000000000501',
      orderId: '3731001000000000001',
      status: 'MERCHANT_PROCESSING',
      type: 'RETURN',
      subType: 'DEFAULT',
      refundAmountFen: 5650,
      refundReason: 3,
      reason: '10000002',
      reasonText: '拍错/多拍',
      productId: '10000111',
      skuId: '36001',
      count: 1,
      openid: 'oA1',
      giverOpenid: 'oGiver',
      createTime: new Date(1767400000_000),
      updateTime: new Date(1767400100_000),
      deadline: new Date(1767572800_000),
    });
  });

  it('keeps an unknown status and leaves a missing refund undefined', () => {
    const read = readAfterSale({ after_sale_order_id: 1, order_id: 2, status: 'NEW_WORD', create_time: 5 });
    expect(read.status).toBe('NEW_WORD');
    expect(read.refundAmountFen).toBeUndefined();
  });

  it('does not guess the state', () => {
    expect(() => readAfterSale({ after_sale_order_id: 1, order_id: 2, create_time: 5 })).toThrow(UnreadableSnapshot);
  });
});

describe('readGiftAfterSale', () => {
  const expected = {
    id: '6000000000000101',
    giftId: '4231001000000000009',
    status: 'MERCHANT_REFUND_SUCCESS',
    openid: 'oGiver',
    createTime: new Date(1767312001_000),
    updateTime: new Date(1767312400_000),
    amountFen: 9900,
    orders: [
      {
        orderId: '3731001000000000022',
        amountFen: 9900,
        items: [{ productId: '10000111', skuId: '36001', count: 1, amountFen: 9900 }],
      },
    ],
  };

  it('reads the sample, which nests the fields, and the table of the docs, which does not', () => {
    const nested = parseWireJson(GIFT) as { after_sale_order: object };
    expect(readGiftAfterSale(nested)).toEqual(expected);
    expect(readGiftAfterSale({ errcode: 0, ...nested.after_sale_order })).toEqual(expected);
  });
});
