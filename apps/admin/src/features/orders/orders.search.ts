import type { OrderListQuery, OrderView } from '@zhanggui/api-client';
import { addDays, type EntryPoint, entryPoints, orderStatuses, startOfBusinessDay } from '@zhanggui/contracts';
import { type PagePlace, parsePage } from '../../shared/pages';
import { choiceParam, dayPattern, type RawSearch, textParam, uuidPattern } from '../../shared/search';

/** Tabs of the list, the day's work first. */
export const orderViews = [
  'to_ship',
  'overdue',
  'partly_shipped',
  'after_sale',
  'pending_payment',
  'gift_unclaimed',
  'shipped',
  'completed',
  'cancelled_refunded',
  'cancelled_unpaid',
  'group_pending',
  'voucher_pending',
  'unknown',
] as const satisfies readonly OrderView[];

export const idPattern = /^\d{1,25}$/;

export interface OrderFilter {
  readonly view?: OrderView | undefined;
  readonly platformOrderId?: string | undefined;
  readonly platformGiftId?: string | undefined;
  readonly entryPoint?: EntryPoint | undefined;
  readonly isGift?: boolean | undefined;
  /** Days of the store's zone, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface OrderSearch extends OrderFilter, PagePlace {
  /** Keys of the columns, where they are not the usual ones. */
  readonly cols?: string | undefined;
  /** The order whose detail is open beside the list. */
  readonly order?: string | undefined;
}

const knownViews: readonly OrderView[] = [...orderStatuses, 'overdue', 'after_sale'];

export function parseOrderSearch(raw: RawSearch): OrderSearch {
  const isGift = String(raw['isGift'] ?? '');
  const [from, to] = ordered(textParam(raw['from'], dayPattern), textParam(raw['to'], dayPattern));
  return {
    view: choiceParam(raw['view'], knownViews),
    platformOrderId: textParam(raw['platformOrderId'], idPattern),
    platformGiftId: textParam(raw['platformGiftId'], idPattern),
    entryPoint: choiceParam(raw['entryPoint'], entryPoints),
    isGift: isGift === 'true' ? true : isGift === 'false' ? false : undefined,
    from,
    to,
    ...parsePage(raw),
    cols: textParam(raw['cols'], /^[a-zA-Z,]{1,200}$/),
    order: textParam(raw['order'], uuidPattern),
  };
}

const ordered = (from: string | undefined, to: string | undefined): [string | undefined, string | undefined] =>
  from && to && from > to ? [to, from] : [from, to];

export const filterOf = (search: OrderSearch): OrderFilter => ({
  view: search.view,
  platformOrderId: search.platformOrderId,
  platformGiftId: search.platformGiftId,
  entryPoint: search.entryPoint,
  isGift: search.isGift,
  from: search.from,
  to: search.to,
});

/** How many filters are set beside the tab. */
export const filterCount = ({ view: _view, from, to, ...rest }: OrderFilter): number =>
  Object.values(rest).filter((value) => value !== undefined).length + (from || to ? 1 : 0);

/** The filter as the server takes it: days become instants of the store's zone. */
export function toOrderQuery(filter: OrderFilter, timeZone: string, cursor?: string): OrderListQuery {
  const { from, to, ...rest } = filter;
  return {
    ...rest,
    ...(from ? { from: startOfBusinessDay(from, timeZone).toISOString() } : {}),
    ...(to ? { to: startOfBusinessDay(addDays(to, 1), timeZone).toISOString() } : {}),
    ...(cursor ? { cursor } : {}),
    limit: 50,
  };
}
