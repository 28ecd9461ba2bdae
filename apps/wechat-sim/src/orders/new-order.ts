import { conflict, invalid } from '../kit/errors';
import type { Occasion } from '../kit/occasion';
import type { Random } from '../kit/random';
import type { Product, Sku } from '../shops/shop';
import type { Shops } from '../shops/shops';
import { addressOf, pickBuyer } from './addresses';
import type { Order, OrderKind, OrderLine } from './order';
import { OrderStatus } from './order-status';

export interface WantedLine {
  productId: string;
  skuId: string;
  count: number;
  discountFen: number;
}

export interface OrderRequest {
  kind: OrderKind;
  lines?: WantedLine[];
  shares?: number;
  freightFen?: number;
  scene?: number;
  openid?: string;
  note?: string;
}

const giftKinds: readonly OrderKind[] = ['gift', 'group-gift', 'free-gift'];
export const isGift = (kind: OrderKind): boolean => giftKinds.includes(kind);

/** `total` in `parts` whole numbers that add up; the first ones carry the remainder. */
export function split(total: number, parts: number): number[] {
  const base = Math.floor(total / parts);
  return Array.from({ length: parts }, (_, at) => base + (at < total - base * parts ? 1 : 0));
}

/** A new order: of a gift one for each share, otherwise one. */
export function draftOrders(
  request: OrderRequest,
  appid: string,
  shops: Shops,
  nextId: () => string,
  occasion: Occasion,
): Order[] {
  const { random } = occasion;
  const lines = request.lines ? wantedLines(request.lines, shops) : randomLines(request.kind, appid, shops, random);
  const buyer = request.openid ?? pickBuyer(appid, random);
  const hasFreight = !request.lines && request.kind !== 'voucher' && !isGift(request.kind);
  const freightFen = request.freightFen ?? (hasFreight ? random.pick([0, 0, 0, 600, 1000]) : 0);
  const base = { appid, buyer, freightFen, scene: request.scene ?? randomScene(random), request, occasion };
  if (!isGift(request.kind)) return [draftOrder({ ...base, id: nextId(), lines })];
  const shares = request.kind === 'gift' ? 1 : (request.shares ?? (request.kind === 'group-gift' ? 3 : 1));
  const discounts = lines.map((line) => split(line.discountFen, shares));
  const freights = split(freightFen, shares);
  return Array.from({ length: shares }, (_, share) =>
    draftOrder({
      ...base,
      id: nextId(),
      freightFen: freights[share]!,
      lines: lines.map((line, at) => ({ ...line, discountFen: discounts[at]![share]! })),
    }),
  );
}

interface Draft {
  id: string;
  appid: string;
  buyer: string;
  lines: OrderLine[];
  freightFen: number;
  scene: number;
  request: OrderRequest;
  occasion: Occasion;
}

function draftOrder({ id, appid, buyer, lines, freightFen, scene, request, occasion }: Draft): Order {
  const owned = !isGift(request.kind);
  return {
    id,
    appid,
    kind: request.kind,
    status: OrderStatus.pendingPayment,
    createTime: occasion.at,
    updateTime: occasion.at,
    payerOpenid: buyer,
    ...(owned ? { openid: buyer, address: addressOf(buyer) } : {}),
    lines,
    freightFen,
    refundedFreightFen: 0,
    scene,
    source: sourceOf(scene, occasion.random),
    parcels: [],
    customerNotes: owned ? (request.note ?? '') : '',
    merchantNotes: '',
    afterSales: [],
    ...(occasion.frozen ? {} : { timers: true }),
  };
}

export function newLine(product: Product, sku: Sku, at: number, count: number): OrderLine {
  return {
    productId: product.id,
    skuId: sku.skuId,
    uniqueId: String(at + 1),
    title: product.title,
    image: product.image,
    skuCode: sku.skuCode,
    attrs: sku.attrs,
    count,
    salePriceFen: sku.priceFen,
    marketPriceFen: sku.marketPriceFen,
    discountFen: 0,
    couponFen: 0,
    pointsFen: 0,
    shipped: 0,
    inAfterSale: 0,
    finishedAfterSale: 0,
    returned: 0,
    refundedFen: 0,
    attempts: 0,
  };
}

function wantedLines(wanted: WantedLine[], shops: Shops): OrderLine[] {
  return wanted.map(({ productId, skuId, count, discountFen }, at) => {
    const sku = shops.sku(productId, skuId);
    if (discountFen > sku.priceFen * count) throw invalid('discountFen exceeds the price of the line');
    return { ...newLine(shops.findProduct(productId)!, sku, at, count), discountFen };
  });
}

function randomLines(kind: OrderKind, appid: string, shops: Shops, random: Random): OrderLine[] {
  const products = shops.productsOf(appid).filter(({ status }) => status === 5);
  if (products.length === 0) throw conflict(`shop ${appid} has nothing on sale`);
  const wanted =
    isGift(kind) || kind === 'voucher'
      ? 1
      : random.weighted([
          [1, 70],
          [2, 22],
          [3, 8],
        ]);
  const chosen = new Set<Product>();
  for (let at = 0; at < wanted; at++) chosen.add(random.pick(products));
  return [...chosen].map((product, at) => {
    const count = isGift(kind)
      ? 1
      : random.weighted([
          [1, 75],
          [2, 18],
          [3, 7],
        ]);
    const line = newLine(product, random.pick(product.skus), at, count);
    const listFen = line.salePriceFen * line.count;
    if (random.chance(0.3)) line.discountFen = Math.round((listFen * random.int(5, 15)) / 100);
    if (random.chance(0.1)) line.couponFen = Math.round((listFen * random.int(2, 6)) / 100);
    return line;
  });
}

const randomScene = (random: Random): number =>
  random.weighted([
    [1, 10],
    [2, 34],
    [3, 18],
    [4, 16],
    [5, 14],
    [6, 8],
  ]);

function sourceOf(scene: number, random: Random): Order['source'] {
  if (scene === 2 || scene === 3)
    return { saleChannel: 0, accountType: 1, accountId: 'sphHouseLive', nickname: '店铺视频号' };
  if (scene === 5) {
    const number = random.int(1, 9);
    return { saleChannel: 100, accountType: 5, accountId: `sphTalent${number}`, nickname: `达人${number}号` };
  }
  if (scene === 6) return { saleChannel: 0, accountType: 2, accountId: 'wx00000000000article', nickname: '店铺公众号' };
  return undefined;
}
