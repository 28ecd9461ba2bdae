import type { OrderListQuery, OrderView } from '@zhanggui/api-client';
import {
  addDays,
  type EntryPoint,
  entryPoints,
  type OrderStatus,
  orderStatuses,
  startOfBusinessDay,
} from '@zhanggui/contracts';
import { type PagePlace, parsePage } from '../../shared/pages';
import { choiceParam, dayPattern, type RawSearch, textParam, uuidPattern } from '../../shared/search';

/** Tabs of the list, the day's work first. */
export const orderViews = [
  'unshipped',
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

export type CountedKind = NonNullable<OrderListQuery['counted']>;

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
  readonly paidFrom?: string | undefined;
  readonly paidTo?: string | undefined;
  /** States, parted by commas. */
  readonly status?: string | undefined;
  readonly refunded?: boolean | undefined;
  /** The orders behind a figure of these business days, each store on its own clock. */
  readonly counted?: CountedKind | undefined;
  readonly countedFrom?: string | undefined;
  readonly countedTo?: string | undefined;
}

export interface OrderSearch extends OrderFilter, PagePlace {
  /** Keys of the columns, where they are not the usual ones. */
  readonly cols?: string | undefined;
  /** The order whose detail is open beside the list. */
  readonly order?: string | undefined;
  /** Kinds that the timeline of the open order leaves out. */
  readonly hide?: string | undefined;
}

const knownViews: readonly OrderView[] = [...orderStatuses, 'unshipped', 'overdue', 'after_sale'];
export const countedKinds = ['orders', 'refunds', 'expiredGifts'] as const satisfies readonly CountedKind[];

export function parseOrderSearch(raw: RawSearch): OrderSearch {
  const [from, to] = days(raw, 'from', 'to');
  const [paidFrom, paidTo] = days(raw, 'paidFrom', 'paidTo');
  return {
    view: choiceParam(raw['view'], knownViews),
    platformOrderId: textParam(raw['platformOrderId'], idPattern),
    platformGiftId: textParam(raw['platformGiftId'], idPattern),
    entryPoint: choiceParam(raw['entryPoint'], entryPoints),
    isGift: flagParam(raw['isGift']),
    from,
    to,
    paidFrom,
    paidTo,
    status: statusParam(raw['status']),
    refunded: flagParam(raw['refunded']),
    ...parseCounted(raw),
    ...parsePage(raw),
    cols: textParam(raw['cols'], /^[a-zA-Z,]{1,200}$/),
    order: textParam(raw['order'], uuidPattern),
    ...parseTimelineSearch(raw),
  };
}

function flagParam(value: unknown): boolean | undefined {
  const text = String(value ?? '');
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Known states only, each once, in the order of the contract: equal choices then have equal addresses. */
function statusParam(value: unknown): string | undefined {
  const chosen = typeof value === 'string' ? value.split(',') : [];
  return orderStatuses.filter((status) => chosen.includes(status)).join(',') || undefined;
}

const days = (raw: RawSearch, from: string, to: string) =>
  ordered(textParam(raw[from], dayPattern), textParam(raw[to], dayPattern));

function parseCounted(raw: RawSearch): Pick<OrderFilter, 'counted' | 'countedFrom' | 'countedTo'> {
  const counted = choiceParam(raw['counted'], countedKinds);
  const [countedFrom, countedTo] = days(raw, 'countedFrom', 'countedTo');
  return counted && countedFrom && countedTo ? { counted, countedFrom, countedTo } : {};
}

export const parseTimelineSearch = (raw: RawSearch): { readonly hide?: string | undefined } => ({
  hide: textParam(raw['hide'], /^[a-z_]+(,[a-z_]+)*$/),
});

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
  paidFrom: search.paidFrom,
  paidTo: search.paidTo,
  status: search.status,
  refunded: search.refunded,
  counted: search.counted,
  countedFrom: search.countedFrom,
  countedTo: search.countedTo,
});

/** A filter with nothing in it, to clear all but the tab. */
export const noFilter: Omit<Record<keyof OrderFilter, undefined>, 'view'> = {
  platformOrderId: undefined,
  platformGiftId: undefined,
  entryPoint: undefined,
  isGift: undefined,
  from: undefined,
  to: undefined,
  paidFrom: undefined,
  paidTo: undefined,
  status: undefined,
  refunded: undefined,
  counted: undefined,
  countedFrom: undefined,
  countedTo: undefined,
};

/** How many filters are set beside the tab. */
export const filterCount = ({
  view: _view,
  from,
  to,
  paidFrom,
  paidTo,
  countedFrom: _from,
  countedTo: _to,
  ...rest
}: OrderFilter): number =>
  Object.values(rest).filter((value) => value !== undefined).length +
  (from || to ? 1 : 0) +
  (paidFrom || paidTo ? 1 : 0);

/** The filter as the server takes it: days become instants of the store's zone. */
export function toOrderQuery(filter: OrderFilter, timeZone: string, cursor?: string): OrderListQuery {
  const { from, to, paidFrom, paidTo, status, ...rest } = filter;
  const start = (day: string) => startOfBusinessDay(day, timeZone).toISOString();
  return {
    ...rest,
    ...(from ? { from: start(from) } : {}),
    ...(to ? { to: start(addDays(to, 1)) } : {}),
    ...(paidFrom ? { paidFrom: start(paidFrom) } : {}),
    ...(paidTo ? { paidTo: start(addDays(paidTo, 1)) } : {}),
    ...(status ? { status: status.split(',') as OrderStatus[] } : {}),
    ...(cursor ? { cursor } : {}),
    limit: 50,
  };
}
