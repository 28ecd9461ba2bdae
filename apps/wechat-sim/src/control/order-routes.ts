import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AfterSale, AfterSaleType } from '../after-sales/after-sale';
import { conflict, invalid } from '../kit/errors';
import { Input } from '../kit/input';
import type { Occasion } from '../kit/occasion';
import type { OrderRequest, WantedLine } from '../orders/new-order';
import type { Order, OrderKind, PaymentMethod } from '../orders/order';
import { OrderStatus } from '../orders/order-status';
import { orderOnWire } from '../orders/order-wire';
import type { Simulator } from '../simulator';
import { inputOf, param, queryOf } from './control-errors';
import { afterSaleAnswer, afterSaleView, giftRefundAnswer, orderView } from './views';

const kinds: readonly string[] = [
  'self',
  'gift',
  'group-gift',
  'free-gift',
  'group-buy',
  'voucher',
] satisfies OrderKind[];
const mostPerPage = 200;

/** What buyers, recipients, merchants and the clock do with orders and after-sales. */
export function orderRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { orders, gifts, afterSales, queries, shops, writer } = simulator;

  const occasionOf = (input: Input): Occasion => {
    const at = input.optionalInstant('at');
    return simulator.occasion(at === undefined ? undefined : Math.floor(at / 1000));
  };
  const view = async (order: Order) =>
    orderView(order, await afterSales.store.many(order.afterSales.map(({ id }) => id)));

  app.post('/sim/api/shops/:appid/orders', async (request) => {
    const input = inputOf(request);
    const occasion = occasionOf(input);
    const placed = orders.place(occasion, param(request, 'appid'), orderRequest(input));
    const isUnpaid = (await orders.get(placed.orderIds[0]!)).status === OrderStatus.pendingPayment;
    if (input.flag('pay') && isUnpaid) await orders.pay(occasion, placed.orderIds[0]!, methodOf(input));
    await writer.settled();
    return placed;
  });

  app.get('/sim/api/shops/:appid/orders', async (request) => {
    const query = queryOf(request);
    const { appid } = shops.get(param(request, 'appid'));
    const limit = Math.min(query.optionalWhole('limit', 1) ?? 50, mostPerPage);
    await writer.settled();
    const page = { before: query.optionalText('before'), status: query.optionalWhole('status'), limit };
    const found = await queries.newest(appid, page);
    const next = found.length === limit ? found[found.length - 1]!.id : null;
    return { orders: await Promise.all(found.map(view)), next };
  });

  app.get('/sim/api/orders/:id', async (request) => {
    const order = await orders.get(param(request, 'id'));
    return { order: await view(order), wire: orderOnWire(order) };
  });

  const act = (name: string, run: (occasion: Occasion, id: string, input: Input) => Promise<unknown>) =>
    app.post(`/sim/api/orders/:id/${name}`, async (request) => {
      const input = inputOf(request);
      const id = param(request, 'id');
      await run(occasionOf(input), id, input);
      await writer.settled();
      return { order: await view(await orders.get(id)) };
    });

  act('pay', (occasion, id, input) => orders.pay(occasion, id, methodOf(input)));
  act('cancel', (occasion, id) => orders.cancel(occasion, id));
  act('accept', (occasion, id, input) => {
    const choice = { skuId: input.optionalText('skuId'), openid: input.optionalText('openid') };
    return orders.accept(occasion, id, choice);
  });
  act('expire', (occasion, id) => expire(simulator, occasion, id));
  act('complete-group', (occasion, id) => orders.completeGroup(occasion, id));
  act('ship', (occasion, id, input) => orders.ship(occasion, id, input.flag('partial')));
  act('confirm', (occasion, id, input) => orders.confirm(occasion, id, input.flag('automatic')));
  act('status', (occasion, id, input) => orders.inject(occasion, id, input.whole('status')));

  app.post('/sim/api/orders/:id/after-sales', async (request) => {
    const input = inputOf(request);
    const afterSale = await afterSales.open(occasionOf(input), param(request, 'id'), {
      type: afterSaleType(input),
      lineIndex: input.optionalWhole('lineIndex'),
      count: input.optionalWhole('count', 1),
      amountFen: input.optionalWhole('amountFen'),
      reason: input.optionalText('reason'),
    });
    await writer.settled();
    return { afterSaleId: afterSale.id };
  });

  app.get('/sim/api/after-sales/:id', async (request) => {
    const id = param(request, 'id');
    const refund = await gifts.refunds.get(id);
    return refund ? giftRefundAnswer(refund) : afterSaleAnswer(await afterSales.get(id));
  });

  const afterSaleAct = (name: string, run: (occasion: Occasion, id: string) => Promise<AfterSale>) =>
    app.post(`/sim/api/after-sales/:id/${name}`, async (request: FastifyRequest) => {
      const afterSale = await run(occasionOf(inputOf(request)), param(request, 'id'));
      await writer.settled();
      return { afterSale: afterSaleView(afterSale) };
    });

  afterSaleAct('accept', (occasion, id) => afterSales.accept(occasion, id));
  afterSaleAct('reject', (occasion, id) => afterSales.reject(occasion, id));
  afterSaleAct('return', (occasion, id) => afterSales.returnGoods(occasion, id));
  afterSaleAct('cancel', (occasion, id) => afterSales.cancel(occasion, id));
  app.post('/sim/api/after-sales/:id/finish', async (request) => {
    const id = param(request, 'id');
    const occasion = occasionOf(inputOf(request));
    const refund = await gifts.refunds.get(id);
    if (refund) await gifts.finishRefund(occasion, id);
    else await afterSales.finish(occasion, id);
    await writer.settled();
    return refund ? giftRefundAnswer(refund) : { afterSale: afterSaleView(await afterSales.get(id)) };
  });
}

async function expire({ orders, gifts }: Simulator, occasion: Occasion, id: string): Promise<void> {
  const order = await orders.get(id);
  if (order.status === OrderStatus.pendingPayment) return orders.cancel(occasion, id, 2);
  if (order.status !== OrderStatus.giftWaiting || !order.gift) throw conflict(`order ${id} waits for nobody`);
  await gifts.expire(occasion, order.gift.id);
}

function orderRequest(input: Input): OrderRequest {
  const kind = input.optionalText('kind') ?? 'self';
  if (!kinds.includes(kind)) throw invalid(`kind must be one of ${kinds.join(', ')}`);
  return {
    kind: kind as OrderKind,
    lines: input.list('lines')?.map((line): WantedLine => {
      const wanted = new Input(line);
      return {
        productId: wanted.text('productId'),
        skuId: wanted.text('skuId'),
        count: wanted.optionalWhole('count', 1) ?? 1,
        discountFen: wanted.optionalWhole('discountFen') ?? 0,
      };
    }),
    shares: input.optionalWhole('shares', 1),
    freightFen: input.optionalWhole('freightFen'),
    scene: input.optionalWhole('scene'),
    openid: input.optionalText('openid'),
    note: input.optionalText('note'),
  };
}

function methodOf(input: Input): PaymentMethod {
  const method = input.optionalWhole('method') ?? 1;
  if (![1, 2, 3, 4].includes(method)) throw invalid('method must be 1, 2, 3 or 4');
  return method as PaymentMethod;
}

function afterSaleType(input: Input): AfterSaleType | undefined {
  const type = input.optionalText('type');
  if (type !== undefined && !['REFUND', 'RETURN', 'EXCHANGE'].includes(type))
    throw invalid('type must be REFUND, RETURN or EXCHANGE');
  return type as AfterSaleType | undefined;
}
