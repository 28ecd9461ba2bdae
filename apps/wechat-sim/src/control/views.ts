import type { AfterSale } from '../after-sales/after-sale';
import { afterSaleOnWire, giftRefundOnWire } from '../after-sales/after-sale-wire';
import type { GiftRefund } from '../gifts/gift';
import { countedFen, lineFen, type Order } from '../orders/order';
import type { Push } from '../pushes/push';
import type { Shop } from '../shops/shop';

const iso = (epochSeconds: number | undefined): string | null =>
  epochSeconds === undefined ? null : new Date(epochSeconds * 1000).toISOString();

export const shopView = (shop: Shop) => ({
  appid: shop.appid,
  secret: shop.secret,
  nickname: shop.nickname,
  username: shop.username,
  status: shop.status,
  push: shop.push ?? null,
  authorization: shop.authorization
    ? {
        permissionSets: shop.authorization.permissionSets,
        authorizedAt: iso(shop.authorization.authorizedAt),
        exchanged: shop.authorization.refreshToken !== undefined,
      }
    : null,
  createdAt: iso(shop.createdAt),
});

export const orderView = (order: Order, afterSales: readonly AfterSale[]) => ({
  id: order.id,
  appid: order.appid,
  kind: order.kind,
  status: order.status,
  giftId: order.gift?.id ?? null,
  createdAt: iso(order.createTime),
  updatedAt: iso(order.updateTime),
  paidAt: iso(order.pay?.time),
  paidFen: countedFen(order),
  openid: order.openid ?? null,
  lines: order.lines.map((line) => ({
    productId: line.productId,
    skuId: line.skuId,
    title: line.title,
    count: line.count,
    realFen: lineFen(line),
    shipped: line.shipped,
    refundedFen: line.refundedFen,
  })),
  afterSales: afterSales.map(({ id, type, status, amountFen }) => ({ id, type, status, amountFen })),
});

export const afterSaleView = (afterSale: AfterSale) => ({
  id: afterSale.id,
  appid: afterSale.appid,
  orderId: afterSale.orderId,
  type: afterSale.type,
  status: afterSale.status,
  count: afterSale.count,
  amountFen: afterSale.amountFen,
  createdAt: iso(afterSale.createTime),
  updatedAt: iso(afterSale.updateTime),
  completedAt: iso(afterSale.completeTime),
  deadline: iso(afterSale.deadline),
});

export const afterSaleAnswer = (afterSale: AfterSale) => ({
  afterSale: afterSaleView(afterSale),
  wire: afterSaleOnWire(afterSale),
});

export const giftRefundAnswer = (refund: GiftRefund) => ({
  afterSale: {
    id: refund.id,
    appid: refund.appid,
    giftId: refund.giftId,
    status: refund.status,
    amountFen: refund.shares.reduce((sum, { fen }) => sum + fen, 0),
    createdAt: iso(refund.createTime),
    updatedAt: iso(refund.updateTime),
  },
  wire: giftRefundOnWire(refund),
});

export const pushView = (push: Push) => ({
  ...push,
  createdAt: new Date(push.createdAt).toISOString(),
  nextAt: new Date(push.nextAt).toISOString(),
});
