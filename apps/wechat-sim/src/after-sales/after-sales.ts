import { conflict, invalid, missing } from '../kit/errors';
import type { Occasion } from '../kit/occasion';
import { isCounted, lineFen, type Order, type OrderLine, type Step } from '../orders/order';
import { requireStatus, settleShipping } from '../orders/order-changes';
import { OrderStatus } from '../orders/order-status';
import type { Orders } from '../orders/orders';
import { type Announce, platformOpenid } from '../pushes/shop-event';
import type { Counters } from '../store/counters';
import type { DocStore } from '../store/doc-store';
import {
  type AfterSale,
  type AfterSaleType,
  afterSaleTransitions,
  holdsPieces,
  isEnded,
  isRefunded,
  waitingSeconds,
} from './after-sale';

export interface AfterSaleRequest {
  type?: AfterSaleType;
  lineIndex?: number;
  count?: number;
  amountFen?: number;
  reason?: string;
  plan?: Step[];
  origin?: AfterSale['origin'];
}

const reasons: Readonly<Record<string, string>> = {
  '10000001': '质量问题',
  '10000002': '拍错/多拍',
  '10000003': '不想要了',
  '10000004': '与商品描述不符',
};

const maxAttempts = 5;
export const RefundReason = {
  merchantConsole: 1,
  merchantApi: 3,
  unshippedAutomatic: 4,
  merchantTimeout: 9,
  receiptTimeout: 11,
} as const;

/** After-sales of paid orders: one concerns one line of one order. */
export class AfterSales {
  constructor(
    readonly store: DocStore<AfterSale>,
    private readonly orders: Orders,
    private readonly counters: Counters,
    private readonly announce: Announce,
  ) {}

  async get(id: string): Promise<AfterSale> {
    const afterSale = await this.store.get(id);
    if (!afterSale) throw missing('after-sale', id);
    return afterSale;
  }

  async open(occasion: Occasion, orderId: string, request: AfterSaleRequest = {}): Promise<AfterSale> {
    const order = await this.orders.get(orderId);
    const S = OrderStatus;
    requireStatus(order, S.voucherPaid, S.toShip, S.partlyShipped, S.toReceive, S.complete);
    const lineIndex =
      request.lineIndex ??
      Math.max(
        0,
        order.lines.findIndex((line) => free(line) > 0),
      );
    const line = order.lines[lineIndex];
    if (!line) throw invalid(`order ${order.id} has no line ${lineIndex}`);
    const count = request.count ?? free(line);
    if (line.attempts >= maxAttempts) throw conflict('five after-sales of this line are enough');
    if (line.inAfterSale > 0) throw conflict('another after-sale of this line is open');
    if (count < 1 || count > free(line)) throw conflict(`only ${free(line)} pieces can be asked for`);
    const type = request.type ?? (line.shipped > 0 ? 'RETURN' : 'REFUND');
    const money =
      type === 'EXCHANGE' ? { amountFen: 0, freightFen: 0 } : refundOf(order, line, count, request.amountFen);
    const afterSale = this.#make(occasion, order, lineIndex, count, type, money, request);
    line.attempts += 1;
    line.inAfterSale += count;
    order.afterSales.push({ id: afterSale.id, status: afterSale.status });
    this.orders.save(order, occasion.at);
    this.store.put(afterSale);
    this.#tell(occasion, afterSale);
    return afterSale;
  }

  /** The merchant (or a clock) agrees; what that means depends on type and state. */
  async accept(
    occasion: Occasion,
    id: string,
    refundReason: number = RefundReason.merchantConsole,
  ): Promise<AfterSale> {
    const afterSale = await this.get(id);
    const next = acceptedState(afterSale);
    return this.#move(occasion, afterSale, next, next === 'PLATFORM_REFUNDING' ? { refundReason } : {});
  }

  async reject(occasion: Occasion, id: string, reason = '商家拒绝'): Promise<AfterSale> {
    const afterSale = await this.get(id);
    return this.#move(occasion, afterSale, `MERCHANT_REJECT_${afterSale.type}`, { rejectReason: reason });
  }

  /** The buyer sends the goods back. */
  async returnGoods(occasion: Occasion, id: string): Promise<AfterSale> {
    const afterSale = await this.get(id);
    const waybillId = `7${occasion.random.text(13, '0123456789')}`;
    const returnParcel = { waybillId, deliveryId: 'ZTO', deliveryName: '中通快递' };
    return this.#move(occasion, afterSale, 'MERCHANT_WAIT_RECEIPT', { returnParcel });
  }

  async cancel(occasion: Occasion, id: string): Promise<AfterSale> {
    return this.#move(occasion, await this.get(id), 'USER_CANCELD');
  }

  async closeReturn(occasion: Occasion, id: string): Promise<AfterSale> {
    return this.#move(occasion, await this.get(id), 'RETURN_CLOSED');
  }

  /** One step from the end: the refund has run, or the exchanged goods have arrived. */
  async complete(occasion: Occasion, id: string): Promise<AfterSale> {
    const afterSale = await this.get(id);
    return this.#move(occasion, afterSale, successOf(afterSale.type));
  }

  /** Through whatever is left to the end. */
  async finish(occasion: Occasion, id: string): Promise<AfterSale> {
    const afterSale = await this.get(id);
    for (let step = 0; step < 5 && !isEnded(afterSale.status); step++) {
      if (afterSale.status === 'USER_WAIT_RETURN') await this.returnGoods(occasion, id);
      else if (afterSale.status === 'PLATFORM_REFUNDING' || afterSale.status === 'USER_WAIT_RECEIPT')
        await this.complete(occasion, id);
      else await this.accept(occasion, id);
    }
    return afterSale;
  }

  #make(
    occasion: Occasion,
    order: Order,
    lineIndex: number,
    count: number,
    type: AfterSaleType,
    money: { amountFen: number; freightFen: number },
    request: AfterSaleRequest,
  ): AfterSale {
    const { productId, skuId } = order.lines[lineIndex]!;
    const reason = request.reason ?? occasion.random.pick(Object.keys(reasons));
    const made: AfterSale = {
      id: this.counters.next('afterSale'),
      appid: order.appid,
      orderId: order.id,
      lineIndex,
      productId,
      skuId,
      count,
      ...money,
      type,
      status: 'MERCHANT_PROCESSING',
      reason,
      reasonText: reasons[reason] ?? reason,
      openid: order.openid,
      ...(order.gift ? { giverOpenid: order.payerOpenid } : {}),
      createTime: occasion.at,
      updateTime: occasion.at,
      deadline: occasion.at + waitingSeconds['MERCHANT_PROCESSING']!,
      ...(occasion.frozen ? {} : { timers: true }),
      plan: request.plan,
      origin: request.origin,
    };
    return made;
  }

  /** @param change what the move brings with it; a move that is refused brings nothing */
  async #move(
    occasion: Occasion,
    afterSale: AfterSale,
    status: string,
    change: Partial<AfterSale> = {},
  ): Promise<AfterSale> {
    const order = await this.orders.get(afterSale.orderId);
    if (!afterSaleTransitions[afterSale.status]?.includes(status)) {
      throw conflict(`after-sale ${afterSale.id} cannot go from ${afterSale.status} to ${status}`);
    }
    const held = holdsPieces(afterSale.status);
    Object.assign(afterSale, change);
    afterSale.status = status;
    afterSale.updateTime = Math.max(afterSale.updateTime, occasion.at);
    const wait = waitingSeconds[status];
    afterSale.deadline = wait === undefined ? undefined : occasion.at + wait;
    const line = order.lines[afterSale.lineIndex]!;
    if (held && !holdsPieces(status)) line.inAfterSale -= afterSale.count;
    if (isEnded(status)) afterSale.plan = undefined;
    if (status.endsWith('_SUCCESS')) {
      afterSale.completeTime = occasion.at;
      line.finishedAfterSale += afterSale.count;
    }
    if (isRefunded(status)) this.#moneyBack(occasion, order, line, afterSale);
    const entry = order.afterSales.find(({ id }) => id === afterSale.id);
    if (entry) entry.status = status;
    this.store.put(afterSale);
    this.#tell(occasion, afterSale);
    if (isRefunded(status)) this.orders.settleRefunds(occasion, order);
    this.orders.save(order, occasion.at);
    return afterSale;
  }

  #moneyBack(occasion: Occasion, order: Order, line: OrderLine, afterSale: AfterSale): void {
    line.returned += afterSale.count;
    line.refundedFen += afterSale.amountFen - afterSale.freightFen;
    order.refundedFreightFen += afterSale.freightFen;
    order.lastRefundAt = occasion.at;
    occasion.ledger?.refunded(order.appid, afterSale.amountFen, occasion.at);
    if (order.status === OrderStatus.partlyShipped) settleShipping(order, occasion.at);
  }

  #tell(occasion: Occasion, { appid, orderId, id, status }: AfterSale): void {
    if (occasion.quiet) return;
    this.announce({
      appid,
      name: 'channels_ec_aftersale_update',
      subject: orderId,
      from: platformOpenid,
      permissionSet: 131,
      at: occasion.at,
      body: { finder_shop_aftersale_status_update: { status, after_sale_order_id: id, order_id: orderId } },
    });
  }
}

const free = (line: OrderLine): number => line.count - line.inAfterSale - line.finishedAfterSale;

const successOf = (type: AfterSaleType): string =>
  type === 'REFUND'
    ? 'MERCHANT_REFUND_SUCCESS'
    : type === 'RETURN'
      ? 'MERCHANT_RETURN_SUCCESS'
      : 'MERCHANT_EXCHANGE_SUCCESS';

function acceptedState({ type, status }: AfterSale): string {
  if (status === 'MERCHANT_PROCESSING') return type === 'REFUND' ? 'PLATFORM_REFUNDING' : 'USER_WAIT_RETURN';
  return type === 'EXCHANGE' ? 'USER_WAIT_RECEIPT' : 'PLATFORM_REFUNDING';
}

/** What goes back for `count` pieces; the freight goes with the last pieces of an order of which nothing was sent. */
function refundOf(
  order: Order,
  line: OrderLine,
  count: number,
  wantedFen?: number,
): { amountFen: number; freightFen: number } {
  if (!isCounted(order)) return { amountFen: 0, freightFen: 0 };
  const leftOfLine = lineFen(line) - line.refundedFen;
  const leftOfFreight = order.freightFen - order.refundedFreightFen;
  const isLast = order.lines.every((other) => other.returned + (other === line ? count : 0) >= other.count);
  const freightAllowed = isLast && order.lines.every(({ shipped }) => shipped === 0) ? leftOfFreight : 0;
  if (wantedFen === undefined) {
    const whole = line.returned + count >= line.count;
    const goods = whole ? leftOfLine : Math.min(leftOfLine, Math.floor((lineFen(line) * count) / line.count));
    return { amountFen: goods + freightAllowed, freightFen: freightAllowed };
  }
  const freightFen = Math.max(0, wantedFen - leftOfLine);
  if (freightFen > freightAllowed) throw conflict(`at most ${leftOfLine + freightAllowed} fen can go back`);
  return { amountFen: wantedFen, freightFen };
}
