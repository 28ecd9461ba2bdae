import type { Faults } from '../faults/faults';
import type { Gift } from '../gifts/gift';
import { conflict, missing } from '../kit/errors';
import type { Occasion } from '../kit/occasion';
import type { Announce } from '../pushes/shop-event';
import type { Shops } from '../shops/shops';
import type { Counters } from '../store/counters';
import type { DocStore } from '../store/doc-store';
import { addressOf, pickBuyer } from './addresses';
import { draftOrders, isGift, type OrderRequest } from './new-order';
import { countedFen, isCounted, type Order, type Parcel, type PaymentMethod, type Step } from './order';
import { goodsToShip, moveTo, payOrder, requireStatus, shipParcel, startShippingClock } from './order-changes';
import { CancelType, ExtInfoType, orderEvents } from './order-events';
import { OrderStatus } from './order-status';

const couriers = ['ZTO', 'SF', 'YTO', 'JTSD'] as const;
const unknownStatus = 105;
export const secondsUntilGiftEnds = 86_400;

export interface Placed {
  orderIds: string[];
  giftId?: string;
}

/** Everything that buyers, merchants and the clock do with orders, apart from the end of gifts and after-sales. */
export class Orders {
  constructor(
    readonly store: DocStore<Order>,
    private readonly gifts: DocStore<Gift>,
    private readonly shops: Shops,
    private readonly counters: Counters,
    private readonly announce: Announce,
    private readonly faults: Faults,
  ) {}

  async get(id: string): Promise<Order> {
    const order = await this.store.get(id);
    if (!order) throw missing('order', id);
    return order;
  }

  /** The order itself, or every share of the gift that it belongs to. */
  async family(id: string): Promise<Order[]> {
    const order = await this.get(id);
    if (!order.gift) return [order];
    const gift = await this.gifts.get(order.gift.id);
    return gift ? this.store.many(gift.orderIds) : [order];
  }

  save(order: Order, at: number): void {
    order.updateTime = Math.max(order.updateTime, at);
    this.store.put(order);
  }

  place(occasion: Occasion, appid: string, request: OrderRequest, plan?: (at: number) => Step[]): Placed {
    this.shops.get(appid);
    const drafts = draftOrders(request, appid, this.shops, () => this.counters.next('order'), occasion);
    const gift = isGift(request.kind) ? this.#wrap(occasion, request, drafts) : undefined;
    for (const [at, order] of drafts.entries()) {
      if (plan) order.plan = plan(at);
      if (request.kind === 'free-gift') this.#giveFree(order, occasion.at);
      this.add(occasion, order);
    }
    return { orderIds: drafts.map(({ id }) => id), ...(gift ? { giftId: gift.id } : {}) };
  }

  /** A finished new order. */
  add(occasion: Occasion, order: Order): void {
    this.#moveStock(occasion, order, -1);
    this.save(order, occasion.at);
    this.#tell(occasion, orderEvents.placed(order, occasion.at));
  }

  async pay(occasion: Occasion, id: string, method: PaymentMethod = 1): Promise<void> {
    const orders = await this.family(id);
    for (const order of orders) requireStatus(order, OrderStatus.pendingPayment);
    for (const order of orders) {
      payOrder(order, method, occasion.at);
      this.save(order, occasion.at);
      if (isCounted(order)) occasion.ledger?.paid(order.appid, countedFen(order), order.pay!.time);
      this.#tell(occasion, orderEvents.paid(order, occasion.at));
      if (order.status === OrderStatus.toShip) this.#tell(occasion, orderEvents.waitsForShipping(order, occasion.at));
    }
    const gift = orders[0]?.gift ? await this.gifts.get(orders[0].gift.id) : undefined;
    if (gift) this.gifts.put(Object.assign(gift, { expireAt: occasion.at + secondsUntilGiftEnds }));
  }

  /** Before payment; a gift goes as a whole. */
  async cancel(occasion: Occasion, id: string, type: number = CancelType.byBuyer): Promise<void> {
    const orders = await this.family(id);
    for (const order of orders) requireStatus(order, OrderStatus.pendingPayment);
    for (const order of orders) this.close(occasion, order, type);
  }

  /** To 250; goods go back into stock. */
  close(occasion: Occasion, order: Order, type: number): void {
    moveTo(order, OrderStatus.cancelled);
    order.plan = undefined;
    this.giveBack(occasion, order);
    this.save(order, occasion.at);
    this.#tell(occasion, orderEvents.cancelled(order, occasion.at, type));
  }

  /** The recipient takes the share, may take another SKU of the same price, and gives an address. */
  async accept(occasion: Occasion, id: string, choice: { skuId?: string; openid?: string } = {}): Promise<void> {
    const order = await this.get(id);
    requireStatus(order, OrderStatus.giftWaiting);
    const gift = order.gift && (await this.gifts.get(order.gift.id));
    if (gift?.ended) throw conflict(`gift ${gift.id} is over`);
    const swapped = choice.skuId !== undefined && choice.skuId !== order.lines[0]!.skuId;
    if (swapped) this.#swapSku(order, choice.skuId!);
    order.openid = choice.openid ?? pickBuyer(order.appid, occasion.random);
    order.address = addressOf(order.openid);
    moveTo(order, OrderStatus.toShip);
    startShippingClock(order, occasion.at);
    this.save(order, occasion.at);
    if (swapped) this.#tell(occasion, orderEvents.extInfo(order, occasion.at, ExtInfoType.skuSwapped));
    this.#tell(occasion, orderEvents.waitsForShipping(order, occasion.at));
  }

  async completeGroup(occasion: Occasion, id: string): Promise<void> {
    const order = await this.get(id);
    requireStatus(order, OrderStatus.groupPending);
    moveTo(order, OrderStatus.toShip);
    startShippingClock(order, occasion.at);
    this.save(order, occasion.at);
    this.#tell(occasion, orderEvents.waitsForShipping(order, occasion.at));
  }

  async ship(occasion: Occasion, id: string, partial = false): Promise<void> {
    const order = await this.get(id);
    const { random, at } = occasion;
    requireStatus(order, OrderStatus.toShip, OrderStatus.partlyShipped);
    const waybill = {
      waybillId: `7${random.text(13, '0123456789')}`,
      deliveryId: random.pick(couriers),
      deliverType: 1,
    };
    this.shipParcels(occasion, order, [{ ...waybill, time: at, products: goodsToShip(order, partial) }]);
  }

  shipParcels(occasion: Occasion, order: Order, parcels: Parcel[]): void {
    for (const parcel of parcels) shipParcel(order, parcel);
    this.save(order, occasion.at);
    this.#tell(occasion, orderEvents.shipped(order, occasion.at, order.status === OrderStatus.toReceive));
  }

  async confirm(occasion: Occasion, id: string, automatic = false): Promise<void> {
    const order = await this.get(id);
    requireStatus(order, OrderStatus.toReceive, OrderStatus.voucherPaid);
    moveTo(order, OrderStatus.complete);
    if (!occasion.quiet && this.faults.strikes('unknownStatus')) order.status = unknownStatus;
    order.confirmedAt = occasion.at;
    this.save(order, occasion.at);
    this.#tell(occasion, orderEvents.confirmed(order, occasion.at, automatic));
  }

  async noteByMerchant(occasion: Occasion, order: Order, notes: string): Promise<void> {
    order.merchantNotes = notes;
    this.save(order, occasion.at);
    this.#tell(occasion, orderEvents.extInfo(order, occasion.at, ExtInfoType.merchantNote));
  }

  /** Any number, without an event. */
  async inject(occasion: Occasion, id: string, status: number): Promise<void> {
    const order = await this.get(id);
    order.status = status;
    this.save(order, occasion.at);
  }

  /** The order after money went back: 200 when nothing is left of it. */
  settleRefunds(occasion: Occasion, order: Order): void {
    const everything = order.lines.every((line) => line.returned >= line.count);
    const stays = order.status === OrderStatus.complete && this.faults.current.completedStays100;
    if (!everything || stays || order.status === OrderStatus.refunded) return;
    moveTo(order, OrderStatus.refunded);
    order.plan = undefined;
    this.#tell(occasion, orderEvents.cancelled(order, occasion.at, CancelType.refunded));
  }

  giveBack(occasion: Occasion, order: Order): void {
    this.#moveStock(occasion, order, 1);
  }

  #wrap(occasion: Occasion, request: OrderRequest, orders: Order[]): Gift {
    const group = orders.length > 1 || request.kind === 'group-gift';
    const free = request.kind === 'free-gift';
    const sendType = free ? occasion.random.pick([2, 3, 6]) : group ? 1 : 0;
    const id = this.counters.next('gift');
    for (const order of orders) order.gift = { id, note: request.note ?? '一点心意', sendType, free };
    const expireAt = free ? occasion.at + secondsUntilGiftEnds : undefined;
    const orderIds = orders.map((order) => order.id);
    const gift = { id, appid: orders[0]!.appid, group, orderIds, expireAt, timers: !occasion.frozen, ended: false };
    this.gifts.put(gift);
    return gift;
  }

  /** The shop gives its own goods: nobody pays, and the share waits for its recipient at once. */
  #giveFree(order: Order, at: number): void {
    order.pay = { method: 1, time: at, prepayId: '' };
    moveTo(order, OrderStatus.giftWaiting);
  }

  #swapSku(order: Order, skuId: string): void {
    const line = order.lines[0]!;
    const sku = this.shops.sku(line.productId, skuId);
    if (sku.priceFen !== line.salePriceFen) throw conflict('only another SKU of the same price may be taken');
    Object.assign(line, { swappedFrom: line.skuId, skuId, skuCode: sku.skuCode, attrs: sku.attrs });
  }

  #moveStock({ quiet, frozen }: Occasion, order: Order, direction: 1 | -1): void {
    if (quiet || frozen) return;
    for (const line of order.lines) this.shops.moveStock(line.productId, line.skuId, direction * line.count);
  }

  #tell(occasion: Occasion, event: Parameters<Announce>[0]): void {
    if (!occasion.quiet) this.announce(event);
  }
}
