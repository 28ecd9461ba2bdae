import type pg from 'pg';
import type { AfterSale } from '../after-sales/after-sale';
import { afterSaleTransitions } from '../after-sales/after-sale';
import { afterSaleOnWire, giftRefundOnWire } from '../after-sales/after-sale-wire';
import { type AfterSales, RefundReason } from '../after-sales/after-sales';
import type { Gifts } from '../gifts/gifts';
import { WireError } from '../kit/errors';
import type { Occasion } from '../kit/occasion';
import type { Orders } from '../orders/orders';
import type { Shop } from '../shops/shop';
import type { Writer } from '../store/writer';
import { type Body, type Call, type CallRequest, decodeKey, encodeKey, invalidArgs } from './call';

const longestRangeSeconds = 86_400;
const idsPerPage = 50;
const secondsBetweenRefunds = 60;

export interface AfterSaleCallParts {
  pool: pg.Pool;
  orders: Orders;
  afterSales: AfterSales;
  gifts: Gifts;
  writer: Writer;
  occasion(): Occasion;
}

export function afterSaleCalls(parts: AfterSaleCallParts): Call[] {
  const { pool, orders, afterSales, gifts, writer } = parts;
  const call = (name: string, answer: (request: CallRequest) => Promise<object>): Call => ({
    method: 'POST',
    path: `/channels/ec/aftersale/${name}`,
    caller: 'shop',
    permissionSets: [131],
    answer: async (request) => ({ errcode: 0, errmsg: 'ok', ...(await answer(request)) }),
  });

  const own = async (shop: Shop, body: Body): Promise<AfterSale> => {
    const afterSale = await afterSales.store.committed(body.id('after_sale_order_id'));
    if (!afterSale) throw new WireError(10021050, 'aftersale order not found');
    if (afterSale.appid !== shop.appid) throw new WireError(10021043, 'aftersale order of another account');
    return afterSale;
  };

  const requireNext = (afterSale: AfterSale, ...wanted: string[]) => {
    const possible = afterSaleTransitions[afterSale.status] ?? [];
    if (!wanted.some((status) => possible.includes(status))) throw new WireError(10020001, 'aftersale state illegal');
  };

  const requireQuietMinute = async (afterSale: AfterSale, at: number) => {
    const { lastRefundAt } = await orders.get(afterSale.orderId);
    if (lastRefundAt !== undefined && at - lastRefundAt < secondsBetweenRefunds) {
      throw new WireError(10021059, 'refund too frequent');
    }
  };

  return [
    call('getaftersalelist', async ({ shop, body }) => {
      const { by, from, to } = timePair(body, ['create', 'update']);
      return idPage(pool, { table: 'after_sales', by, from, to, appid: shop.appid, body });
    }),
    call('getaftersaleorder', async ({ shop, body }) => ({ after_sale_order: afterSaleOnWire(await own(shop, body)) })),
    call('getpresentaftersalelist', async ({ shop, body }) => {
      const { by, from, to } = timePair(body, ['create']);
      return idPage(pool, { table: 'gift_refunds', by, from, to, appid: shop.appid, body });
    }),
    call('getpresentaftersaleorder', async ({ shop, body }) => {
      const refund = await gifts.refunds.committed(body.id('after_sale_order_id'));
      if (!refund || refund.appid !== shop.appid) throw new WireError(10021050, 'aftersale order not found');
      return { after_sale_order: giftRefundOnWire(refund) };
    }),
    call('acceptapply', async ({ shop, body }) => {
      const afterSale = await own(shop, body);
      const occasion = parts.occasion();
      const acceptType = body.optionalWhole('accept_type');
      const inFirstState = afterSale.status === 'MERCHANT_PROCESSING';
      requireNext(afterSale, 'PLATFORM_REFUNDING', 'USER_WAIT_RETURN', 'USER_WAIT_RECEIPT');
      if (!inFirstState && afterSale.status !== 'MERCHANT_WAIT_RECEIPT')
        throw new WireError(10020001, 'aftersale state illegal');
      const agreesToReturn = inFirstState && afterSale.type !== 'REFUND';
      if (acceptType !== undefined && acceptType !== (agreesToReturn ? 1 : 2))
        throw new WireError(10021041, 'action not supported now');
      if (!agreesToReturn) await requireQuietMinute(afterSale, occasion.at);
      await afterSales.accept(occasion, afterSale.id, RefundReason.merchantApi);
      await writer.settled();
      return {};
    }),
    call('rejectapply', async ({ shop, body }) => {
      const afterSale = await own(shop, body);
      body.whole('reject_reason_type');
      requireNext(afterSale, `MERCHANT_REJECT_${afterSale.type}`);
      await afterSales.reject(parts.occasion(), afterSale.id, body.optionalText('reject_reason'));
      await writer.settled();
      return {};
    }),
  ];
}

type TimeColumn = 'create_time' | 'update_time';

function timePair(body: Body, allowed: ('create' | 'update')[]): { by: TimeColumn; from: number; to: number } {
  const which = allowed.find((name) => body.has(`begin_${name}_time`) || body.has(`end_${name}_time`));
  if (!which) throw invalidArgs(`begin_${allowed[0]}_time`, 'a pair of begin and end');
  const from = body.whole(`begin_${which}_time`);
  const to = body.whole(`end_${which}_time`);
  if (to < from || to - from > longestRangeSeconds)
    throw invalidArgs(`end_${which}_time`, 'a span of at most 24 hours');
  return { by: `${which}_time`, from, to };
}

interface IdPage {
  table: 'after_sales' | 'gift_refunds';
  by: TimeColumn;
  from: number;
  to: number;
  appid: string;
  body: Body;
}

async function idPage(pool: pg.Pool, { table, by, from, to, appid, body }: IdPage): Promise<object> {
  const [time, id] = decodeKey(body.optionalText('next_key'), 2) ?? [from - 1, 0];
  const { rows } = await pool.query<{ id: string; time: string }>(
    `SELECT id, ${by} AS time FROM ${table}
     WHERE appid = $1 AND ${by} BETWEEN $2 AND $3 AND (${by}, id) > ($4::bigint, $5::bigint) ORDER BY ${by}, id LIMIT $6`,
    [appid, from, to, time, id, idsPerPage + 1],
  );
  const page = rows.slice(0, idsPerPage);
  const last = page[page.length - 1];
  const hasMore = rows.length > idsPerPage;
  return {
    after_sale_order_id_list: page.map((row) => row.id),
    has_more: hasMore,
    next_key: hasMore && last ? encodeKey(last.time, last.id) : '',
  };
}
