import type { OrderSnapshot } from '@zhanggui/wechat';
import { describe, expect, it } from 'vitest';
import { orderStatus } from './order-status';
import { maskedReceiver, orderValues, withoutReceiver } from './order-values';

const snapshot = (changes: Partial<OrderSnapshot> = {}): OrderSnapshot => ({
  orderId: '3731001000000000001',
  status: 20,
  createTime: new Date(1_767_225_600_000),
  updateTime: new Date(1_767_226_000_000),
  isGift: false,
  openid: 'oBuyer',
  items: [
    {
      lineKey: '1',
      productId: '10',
      skuId: '36',
      title: 'Tea',
      attrs: [],
      count: 2,
      unitPriceFen: 5900,
      realPriceFen: 11_300,
      discounts: { merchant: 500 },
      coupons: [],
      isFreebie: false,
    },
  ],
  price: {
    orderPriceFen: 11_800,
    productPriceFen: 11_800,
    freightFen: 500,
    originalPriceFen: 12_300,
    merchantReceivableFen: 11_900,
    discounts: { merchant: 500, vip: 0 },
  },
  payment: { method: 1, payTime: new Date(1_767_225_760_000) },
  sources: [],
  commissions: [],
  afterSaleIds: [],
  notes: {},
  ...changes,
});

describe('orderStatus', () => {
  it('keeps a number it does not know as unknown', () => {
    expect(orderStatus(777, true)).toBe('unknown');
    expect(orderStatus(190, true)).toBe('unknown');
  });
  it('tells an unpaid cancellation from a gift that expired', () => {
    expect(orderStatus(250, false)).toBe('cancelled_unpaid');
    expect(orderStatus(250, true)).toBe('cancelled_refunded');
  });
});

describe('orderValues', () => {
  it('counts as paid what the buyer paid, freight in and discounts out', () => {
    const values = orderValues(snapshot());
    expect(values).toMatchObject({
      status: 'to_ship',
      paidFen: 11_800,
      receivableFen: 11_900,
      freightFen: 500,
      discounts: { merchant: 500 },
    });
    expect(values.items[0]).toMatchObject({ paidFen: 11_300, unitPriceFen: 5900, count: 2 });
  });

  it('counts nothing before payment and nothing where nobody pays', () => {
    expect(orderValues(snapshot({ status: 10, payment: {} })).paidFen).toBe(0);
    expect(orderValues(snapshot({ payment: { method: 3, payTime: new Date() } })).paidFen).toBe(0);
    const free = orderValues(snapshot({ isGift: true, gift: { isFree: true, giftId: '42' } }));
    expect([free.paidFen, free.receivableFen, free.items[0]?.paidFen]).toEqual([0, 0, 0]);
  });

  it('keeps payer and recipient of a gift apart', () => {
    const { openid: _, ...unclaimed } = snapshot({
      status: 12,
      isGift: true,
      gift: { isFree: false, giftId: '42', giverOpenid: 'oGiver' },
    });
    expect(orderValues(unclaimed)).toMatchObject({
      payerOpenid: 'oGiver',
      recipientOpenid: null,
      platformGiftId: '42',
      status: 'gift_unclaimed',
    });
    expect(orderValues(snapshot({ isGift: true, gift: { isFree: false, giverOpenid: 'oGiver' } }))).toMatchObject({
      payerOpenid: 'oGiver',
      recipientOpenid: 'oBuyer',
    });
  });
});

describe('receiver', () => {
  it('masks also what the platform sent in clear', () => {
    expect(maskedReceiver({ name: '张三丰', tel: '13812345678', city: '广州市' })).toMatchObject({
      name: '张**',
      tel: '138****5678',
      city: '广州市',
    });
  });
  it('is cut out of the raw snapshot without touching 64-bit ids', () => {
    const raw =
      '{"order_id":3731001000000000001,"d":{"address_info":{"user_name":"a}\\"{","x":{"y":1}},"z":2},"delivery_address":{"address_info" : {"n":1}}}';
    expect(withoutReceiver(raw)).toBe(
      '{"order_id":3731001000000000001,"d":{"address_info":null,"z":2},"delivery_address":{"address_info" : null}}',
    );
    expect(withoutReceiver('{"note":"\\"address_info\\" is gone"}')).toBe('{"note":"\\"address_info\\" is gone"}');
  });
});
