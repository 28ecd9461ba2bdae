import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_ORDER } from '../testdata/sample-order';
import { parseWireJson } from '../wire/wire-json';
import { readOrder } from './read-order';
import { UnreadableSnapshot } from './unreadable-snapshot';

const least = { order_id: '3731001000000000001', status: 10, create_time: 1767225600 };
const withItems = (...items: Record<string, unknown>[]) => ({ ...least, order_detail: { product_infos: items } });
const item = { product_id: '1', sku_id: '2', sku_cnt: 1, sale_price: 100 };

describe('readOrder', () => {
  it('reads the official sample with its 64-bit id whole', () => {
    expect(readOrder(parseWireJson(SAMPLE_ORDER))).toEqual({
      orderId: '3731001000000000001',
      status: 20,
      createTime: new Date(1767225600_000),
      updateTime: new Date(1767226000_000),
      payTime: new Date(1767225760_000),
      openid: 'oA1',
      isGift: false,
      items: [
        {
          lineKey: '1',
          productId: '10000111',
          skuId: '36001',
          title: 'Tea tin',
          attrs: [{ key: 'size', value: '200g' }],
          count: 2,
          unitPriceFen: 5900,
          marketPriceFen: 6900,
          realPriceFen: 11300,
          discounts: {},
          coupons: [],
          onAfterSaleCount: 0,
          finishedAfterSaleCount: 0,
          deliveryDeadline: new Date(1767398800_000),
          isFreebie: false,
        },
      ],
      price: {
        orderPriceFen: 11800,
        productPriceFen: 11800,
        freightFen: 500,
        originalPriceFen: 12300,
        merchantReceivableFen: 11800,
        discounts: {},
      },
      payment: {
        method: 1,
        transactionId: '4200001',
        prepayId: 'wxp1',
        prepayTime: new Date(1767225700_000),
        payTime: new Date(1767225760_000),
      },
      receiver: {
        name: '张**',
        tel: '138****0000',
        province: '广东省',
        city: '广州市',
        county: '海珠区',
        detail: '***',
        hashCode: 'h1',
        usesVirtualTel: true,
      },
      delivery: { method: 0, parcels: [] },
      scene: 2,
      sources: [{ skuId: '36001', saleChannel: 100, accountType: 1, accountId: 'sphA', accountNickname: 'Host A' }],
      commissions: [{ skuId: '36001', nickname: 'Host A', type: 0, status: 1, amountFen: 1130, finderId: 'sphA' }],
      settle: { predictedFeeFen: 113 },
      afterSaleIds: [],
      openAfterSaleCount: 0,
      notes: {},
      finderId: 'sphA',
      liveId: 'export/x',
    });
  });

  it('reads the same order when every number is text and every text id a number', () => {
    const asText = parseWireJson(SAMPLE_ORDER.replaceAll(/:(\d+)(?=[,}\]])/g, ':"$1"'));
    const asNumbers = parseWireJson(SAMPLE_ORDER.replaceAll(/_id":"(\d+)"/g, '_id":$1'));
    expect(readOrder(asText)).toEqual(readOrder(parseWireJson(SAMPLE_ORDER)));
    expect(readOrder(asNumbers)).toEqual(readOrder(parseWireJson(SAMPLE_ORDER)));
  });

  it('leaves undefined what the platform left out, and reads the bare order object too', () => {
    const order = readOrder(least);
    expect(order.updateTime).toEqual(order.createTime);
    expect(order.price).toEqual({ discounts: {} });
    expect(order.payment).toEqual({});
    expect(order).toMatchObject({ isGift: false, items: [], sources: [], commissions: [], afterSaleIds: [] });
    for (const field of ['receiver', 'delivery', 'settle', 'gift', 'payTime', 'openid', 'scene'] as const) {
      expect(order[field]).toBeUndefined();
    }
  });

  it('keeps a status that nobody knows, and takes time 0 for "not happened"', () => {
    const order = readOrder({
      ...least,
      status: '4711',
      order_detail: { pay_info: { pay_time: 0, prepay_time: '0' } },
    });
    expect(order.status).toBe(4711);
    expect(order.payTime).toBeUndefined();
    expect(order.payment.prepayTime).toBeUndefined();
  });

  it.each([
    ['order_id', { ...least, order_id: undefined }],
    ['order_id', { ...least, order_id: 2 ** 60 }],
    ['status', { ...least, status: 'paid' }],
    ['create_time', { ...least, create_time: 0 }],
    ['product_infos[0].product_id', withItems({ ...item, product_id: 0 })],
    ['product_infos[1].sku_cnt', withItems(item, { ...item, sku_cnt: undefined })],
  ])('does not guess %s', (field, json) => {
    expect(() => readOrder(json)).toThrow(new UnreadableSnapshot(field));
  });

  it('throws nothing but UnreadableSnapshot', () => {
    const mixed = fc.record({
      order_id: fc.constant('1'),
      status: fc.nat(),
      create_time: fc.constant(5),
      order_detail: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mixed), (json) => {
        try {
          readOrder(json);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableSnapshot);
        }
      }),
    );
  });

  describe('gifts', () => {
    const top = {
      is_present: true,
      present_order_id_str: '4231001000000000009',
      present_giver_openid: 'oTop',
      present_note: 'top',
      present_send_type: 1,
    };

    it('reads the newer object first and the top level for what it lacks', () => {
      const newer = { present_giver_openid: 'oNew', present_send_type: 0, is_b2c_free_present: true };
      expect(readOrder({ ...least, ...top, order_present_info: newer })).toMatchObject({
        isGift: true,
        gift: { giftId: '4231001000000000009', giverOpenid: 'oNew', note: 'top', sendType: 0, isFree: true },
      });
    });

    it('does not take an absent send type for 0', () => {
      const { present_send_type: _, ...without } = top;
      expect(readOrder({ ...least, ...without }).gift?.sendType).toBeUndefined();
    });

    it('knows a gift by its gift order when the flag is missing, and an ordinary order by the flag', () => {
      expect(readOrder({ ...least, order_present_info: { present_order_id_str: '42' } }).gift?.giftId).toBe('42');
      expect(readOrder({ ...least, is_present: false, order_present_info: {}, present_order_id: 0 }).isGift).toBe(
        false,
      );
      expect(readOrder({ ...least, present_order_id: 0 }).isGift).toBe(false);
    });

    it('has no receiver while the address is empty', () => {
      const address_info = { user_name: '', tel_number: '', province_name: '', use_tel_number: 0 };
      expect(readOrder({ ...least, order_detail: { delivery_info: { address_info } } }).receiver).toBeUndefined();
    });
  });

  describe('lines', () => {
    it('tells equal lines apart and keeps the key of a numbered line when its SKU changes', () => {
      const keys = readOrder(withItems(item, { ...item, sku_id: '3' }, item, { ...item, product_unique_id: 7 })).items;
      expect(keys.map(({ lineKey }) => lineKey)).toEqual(['1:2', '1:3', '1:2:2', '7']);
    });

    it.each([
      ['what the platform says', { real_price: 90, estimate_price: 95 }, 90],
      ['also when that is nothing', { real_price: 0 }, 0],
      ['the smaller of estimate and change', { estimate_price: 95, is_change_price: true, change_price: 80 }, 80],
      ['the list price when nothing was taken off', { sku_cnt: 3 }, 300],
      ['nothing when there is no price at all', { sale_price: undefined }, undefined],
    ])('takes for the paid total %s', (_, fields, expected) => {
      expect(readOrder(withItems({ ...item, ...fields })).items[0]?.realPriceFen).toBe(expected);
    });

    it('splits discounts by payer, with points only when they were used', () => {
      const discounts = {
        merchant_discounted_price: 1,
        finder_discounted_price: 2,
        vip_discounted_price: 3,
        bulkbuy_discounted_price: 4,
        limited_discount_discounted_price: 5,
        cash_coupon_discounted_price: 6,
        national_subsidy_discounted_price: 7,
        national_subsidy_merchant_discounted_price: 8,
        platform_activity_merchant_discounted_price: 9,
        use_deduction: true,
        deduction_price: 10,
      };
      const read = {
        merchant: 1,
        finder: 2,
        vip: 3,
        bulkbuy: 4,
        limitedDiscount: 5,
        platformCoupon: 6,
        nationalSubsidy: 7,
        nationalSubsidyMerchant: 8,
        platformActivityMerchant: 9,
        deduction: 10,
      };
      expect(readOrder(withItems({ ...item, ...discounts })).items[0]?.discounts).toEqual(read);
      const price_info = { ...discounts, use_deduction: false, change_down_price: 11 };
      expect(readOrder({ ...least, order_detail: { price_info } }).price.discounts).toEqual({
        ...read,
        deduction: undefined,
        changeDown: 11,
      });
    });
  });

  it('reads parcels, after-sales and a pending change of address', () => {
    const order = readOrder({
      ...least,
      order_detail: {
        delivery_info: {
          address_under_review: { user_name: '李**' },
          delivery_product_info: [
            {
              waybill_id: 75300000001,
              delivery_id: 'ZTO',
              delivery_time: 1767300000,
              product_infos: [{ product_id: 1, sku_id: '2', product_cnt: '1' }],
            },
          ],
        },
      },
      aftersale_detail: { aftersale_order_list: [{ aftersale_order_id: '2000000000000501', status: 3 }] },
    });
    expect(order.afterSaleIds).toEqual(['2000000000000501']);
    expect(order.delivery).toMatchObject({
      addressUnderReview: true,
      parcels: [
        {
          waybillId: '75300000001',
          deliveryId: 'ZTO',
          shipTime: new Date(1767300000_000),
          items: [{ productId: '1', skuId: '2', count: 1 }],
        },
      ],
    });
  });
});
