import { expect, it } from 'vitest';
import { Random } from '../kit/random';
import type { Product } from '../shops/shop';
import type { Shops } from '../shops/shops';
import { draftOrders, split } from './new-order';
import type { Order, OrderKind, PaymentMethod } from './order';
import { payOrder, shipParcel } from './order-changes';
import { orderOnWire } from './order-wire';

const product = (id: string, priceFen: number): Product => ({
  id,
  appid: 'wx1',
  outProductId: id,
  title: `商品${id}`,
  image: '',
  status: 5,
  editedAt: 0,
  skus: [{ skuId: `${id}1`, skuCode: id, priceFen, marketPriceFen: priceFen, stock: 9, attrs: [] }],
});
const products = [product('11', 6990), product('12', 1005), product('13', 33)];
const shops = {
  productsOf: () => products,
  findProduct: (id: string) => products.find((one) => one.id === id),
  sku: (id: string) => products.find((one) => one.id === id)!.skus[0]!,
} as unknown as Shops;

interface WireOrder {
  order_detail: {
    product_infos: { sale_price: number; sku_cnt: number; real_price: number }[];
    price_info: Record<
      'product_price' | 'order_price' | 'freight' | 'discounted_price' | 'deduction_price' | 'original_order_price',
      number
    >;
  };
}

const draft = (kind: OrderKind, seed: string, extra = {}): Order[] =>
  draftOrders({ kind, ...extra }, 'wx1', shops, () => '37', {
    at: 1_700_000_000,
    random: new Random(seed),
  });

it('sums hold in every price field', () => {
  for (let seed = 0; seed < 200; seed++) checkSums(seed);
});

function checkSums(seed: number): void {
  const random = new Random(`method ${seed}`);
  const kind = random.pick<OrderKind>(['self', 'gift', 'group-gift', 'group-buy']);
  for (const order of draft(kind, `${seed}`)) {
    payOrder(order, random.pick<PaymentMethod>([1, 1, 2, 3, 4]), order.createTime + 60);
    const { product_infos: lines, price_info: price } = (orderOnWire(order) as unknown as WireOrder).order_detail;
    const sum = (of: (line: (typeof lines)[number]) => number) => lines.reduce((total, line) => total + of(line), 0);
    expect(price.product_price).toBe(sum((line) => line.sale_price * line.sku_cnt));
    expect(price.order_price).toBe(sum((line) => line.real_price) + price.freight);
    expect(price.original_order_price - (price.discounted_price ?? 0) - (price.deduction_price ?? 0)).toBe(
      price.order_price,
    );
    expect(lines.every(({ real_price }) => real_price >= 0)).toBe(true);
  }
}

it('splits a discount over the shares of a group gift without losing a fen', () => {
  expect(split(100, 3)).toEqual([34, 33, 33]);
  const lines = [{ productId: '11', skuId: '111', count: 1, discountFen: 100 }];
  const shares = draft('group-gift', 'x', { lines, shares: 3 });
  expect(shares.map((order) => order.lines[0]!.discountFen)).toEqual([34, 33, 33]);
  expect(shares.every(({ address, openid }) => address === undefined && openid === undefined)).toBe(true);
});

it('goes 20, 21, 30 as parcels leave, and refuses more goods than ordered', () => {
  const lines = [{ productId: '11', skuId: '111', count: 3, discountFen: 0 }];
  const [order] = draft('self', 'ship', { lines }) as [Order];
  payOrder(order, 1, order.createTime);
  const parcel = (pieces: number) => ({
    waybillId: '7',
    deliveryId: 'ZTO',
    deliverType: 1,
    time: order.createTime + 5,
    products: [{ productId: '11', skuId: '111', count: pieces }],
  });
  shipParcel(order, parcel(1));
  expect(order.status).toBe(21);
  expect(() => shipParcel(order, parcel(3))).toThrow();
  shipParcel(order, parcel(2));
  expect(order.status).toBe(30);
});
