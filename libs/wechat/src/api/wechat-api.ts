import { refusesToken } from '../errors/error-codes';
import { WechatError } from '../errors/wechat-error';
import type { AfterSaleSnapshot, GiftAfterSaleSnapshot } from '../snapshots/after-sale-snapshot';
import type { OrderSnapshot } from '../snapshots/order-snapshot';
import { readAfterSale, readGiftAfterSale } from '../snapshots/read-after-sale';
import { readOrder } from '../snapshots/read-order';
import { UnreadableSnapshot } from '../snapshots/unreadable-snapshot';
import { AccessTokens } from '../tokens/access-tokens';
import type { ComponentCredentials, CredentialSource } from '../tokens/credentials';
import { PlatformIssuer } from '../tokens/platform-issuer';
import type { TokenKey, TokenStore } from '../tokens/token-store';
import { asIds, type WireObject } from '../wire/wire-fields';
import type { CallLimiter, CallRecorder, CallTarget, TraceSubject } from './call';
import { type Authorization, type AuthorizerAccount, type AuthorizerPage, ComponentCalls } from './component-calls';
import { HttpDoor } from './http-door';
import {
  type AfterSaleListQuery,
  followPages,
  type GiftAfterSaleListQuery,
  type IdPage,
  idPage,
  type OrderListQuery,
  withinSpan,
} from './id-pages';
import { inSeconds, type SecondRange, splitRange } from './platform-time';
import type { WechatAnswer } from './read-answer';
import { readShopInfo, type ShopInfo } from './shop-info';
import { type Attempts, WireCalls } from './wire-calls';

export interface WechatApiOptions {
  /** `https://api.weixin.qq.com`, or a stand-in on the same contract. */
  baseUrl: string;
  tokens: TokenStore;
  credentials: CredentialSource;
  limiter: CallLimiter;
  recorder: CallRecorder;
  clock: () => Date;
  sleep: (ms: number) => Promise<void>;
  random?: () => number;
  /** The service provider; needed for its own calls and for shops in `provider` mode. */
  component?: ComponentCredentials;
  /** Deadline of one attempt; 10,000 when left out. */
  timeoutMs?: number;
  /** Connections kept open to the platform at most; 64 when left out. */
  connections?: number;
}

export interface ShopCall {
  path: string;
  method?: 'GET' | 'POST';
  body?: WireObject;
  /** The call changes something at the platform: it is repeated only when it certainly did nothing. */
  changes?: boolean;
}

export interface Read<Snapshot> {
  snapshot: Snapshot;
  /** The platform's answer as it came, ids undamaged; `parseWireJson` and the reader make the snapshot from it again. */
  raw: string;
}

const DAY_SECONDS = 24 * 3600;
const ORDER_LIST_SPAN = 7 * DAY_SECONDS;
const AFTER_SALE_LIST_SPAN = DAY_SECONDS;
const LARGEST_PAGE = 100;
/** `accept_type` of the platform: 1 agrees to the return of goods, 2 to the money. */
const acceptRefund = 2;
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_CONNECTIONS = 64;

/** The WeChat Mini Store platform, for all shops of one process: tokens, limits, repetition and traces are taken care of. */
export class WechatApi {
  private readonly door: HttpDoor;
  private readonly calls: WireCalls;
  private readonly tokens: AccessTokens;
  private readonly provider: ComponentCalls;

  constructor(options: WechatApiOptions) {
    const { clock, sleep, component, credentials, limiter, recorder, random = Math.random } = options;
    this.door = new HttpDoor(
      options.baseUrl,
      options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      options.connections ?? DEFAULT_CONNECTIONS,
    );
    this.calls = new WireCalls({ door: this.door, limiter, recorder, clock, sleep, random });
    const callAsComponent = (path: string, body: WireObject) => {
      const appId = this.provider.appId;
      return this.callWithToken({ kind: 'component', appId }, { appId }, { path, body });
    };
    const issuer = new PlatformIssuer({
      calls: this.calls,
      credentials,
      component,
      clock,
      callAsComponent,
      listedRefreshToken: (appId) => this.provider.listedRefreshToken(appId),
    });
    this.tokens = new AccessTokens({ store: options.tokens, issuer, clock, sleep });
    this.provider = new ComponentCalls({
      component,
      credentials,
      calls: this.calls,
      tokens: this.tokens,
      callAsComponent,
    });
  }

  /** Any call about one shop, for paths that have no method of their own here. */
  call(target: CallTarget, call: ShopCall): Promise<WechatAnswer> {
    return this.callWithToken({ kind: 'shop', appId: target.appId }, target, call);
  }

  async shopInfo(target: CallTarget): Promise<ShopInfo> {
    const { json } = await this.call(target, { path: '/channels/ec/basics/info/get', method: 'GET' });
    return readShopInfo(json);
  }

  /** One page of order ids; the range spans at most 7 days. Follow `nextCursor` with everything else unchanged. */
  listOrderIds(target: CallTarget, query: OrderListQuery): Promise<IdPage> {
    return this.orderIds(target, query, inSeconds(query.createTime ?? query.updateTime));
  }

  /** All pages of order ids of a range of any length. An id may come twice where parts of the range meet. */
  iterateOrderIds(target: CallTarget, query: OrderListQuery): AsyncGenerator<string[]> {
    const parts = splitRange(query.createTime ?? query.updateTime, ORDER_LIST_SPAN);
    return followPages(parts, query.cursor, (range, cursor) => this.orderIds(target, { ...query, cursor }, range));
  }

  async getOrder(target: CallTarget, orderId: string): Promise<Read<OrderSnapshot>> {
    const path = '/channels/ec/order/get';
    const answer = await this.call(about(target, 'order', orderId), { path, body: { order_id: orderId } });
    return readWith(readOrder, answer, path, (order) => order.orderId === orderId);
  }

  /** One page of after-sale ids; the range spans at most 24 hours. */
  listAfterSaleIds(target: CallTarget, query: AfterSaleListQuery): Promise<IdPage> {
    return this.afterSaleIds(target, query, inSeconds(query.createTime ?? query.updateTime));
  }

  /** All pages of after-sale ids of a range of any length. */
  iterateAfterSaleIds(target: CallTarget, query: AfterSaleListQuery): AsyncGenerator<string[]> {
    const parts = splitRange(query.createTime ?? query.updateTime, AFTER_SALE_LIST_SPAN);
    return followPages(parts, query.cursor, (range, cursor) => this.afterSaleIds(target, { ...query, cursor }, range));
  }

  async getAfterSale(target: CallTarget, afterSaleId: string): Promise<Read<AfterSaleSnapshot>> {
    const path = '/channels/ec/aftersale/getaftersaleorder';
    const body = { after_sale_order_id: afterSaleId };
    const answer = await this.call(about(target, 'after_sale', afterSaleId), { path, body });
    return readWith(readAfterSale, answer, path, ({ id }) => id === afterSaleId);
  }

  /**
   * Agrees to pay back: the money goes at once. The platform takes one refund per order and minute, and none for an
   * after-sale that does not wait for it. After an error that leaves open whether it was done, read the after-sale.
   */
  async agreeToRefund(target: CallTarget, afterSaleId: string): Promise<void> {
    await this.call(about(target, 'after_sale', afterSaleId), {
      path: '/channels/ec/aftersale/acceptapply',
      body: { after_sale_order_id: afterSaleId, accept_type: acceptRefund },
      changes: true,
    });
  }

  /** One page of refunds of unaccepted group gifts, by creation; the range spans at most 24 hours. */
  listGiftAfterSaleIds(target: CallTarget, query: GiftAfterSaleListQuery): Promise<IdPage> {
    return this.giftAfterSaleIds(target, inSeconds(query.createTime), query.cursor);
  }

  /** All pages of refunds of unaccepted group gifts of a range of any length. */
  iterateGiftAfterSaleIds(target: CallTarget, query: GiftAfterSaleListQuery): AsyncGenerator<string[]> {
    const parts = splitRange(query.createTime, AFTER_SALE_LIST_SPAN);
    return followPages(parts, query.cursor, (range, cursor) => this.giftAfterSaleIds(target, range, cursor));
  }

  async getGiftAfterSale(target: CallTarget, afterSaleId: string): Promise<Read<GiftAfterSaleSnapshot>> {
    const path = '/channels/ec/aftersale/getpresentaftersaleorder';
    const body = { after_sale_order_id: afterSaleId };
    const answer = await this.call(about(target, 'gift_after_sale', afterSaleId), { path, body });
    return readWith(readGiftAfterSale, answer, path, ({ id }) => id === afterSaleId);
  }

  /** The orders that a gift order consists of, one for each recipient. */
  async giftSubOrders(target: CallTarget, giftId: string): Promise<string[]> {
    const path = '/channels/ec/order/presentsuborder/get';
    const answer = await this.call(about(target, 'gift', giftId), { path, body: { present_order_id: giftId } });
    return asIds(answer.json['order_ids']);
  }

  /** The service provider's own access token. */
  componentToken(): Promise<string> {
    return this.tokens.get({ kind: 'component', appId: this.provider.appId });
  }

  /** Exchanges an authorisation code, once, and keeps the tokens that come with it. */
  queryAuth(authorizationCode: string): Promise<Authorization> {
    return this.provider.queryAuth(authorizationCode);
  }

  authorizerInfo(appId: string): Promise<AuthorizerAccount> {
    return this.provider.authorizerInfo(appId);
  }

  /** Pages of everyone who authorised the service provider: the way back to lost refresh tokens. */
  iterateAuthorizers(): AsyncGenerator<AuthorizerPage> {
    return this.provider.iterateAuthorizers();
  }

  /** Asks the platform to push tickets again after it stopped. */
  startPushTicket(): Promise<void> {
    return this.provider.startPushTicket();
  }

  /** Forgets that quotas of this app were used up, after a person has reset them. */
  resume(appId: string): void {
    this.calls.resume(appId);
  }

  /** Closes the connections once the calls under way have ended. */
  close(): Promise<void> {
    return this.door.close();
  }

  private async callWithToken(key: TokenKey, target: CallTarget, call: ShopCall): Promise<WechatAnswer> {
    const attempts: Attempts = { made: 0 };
    const make = (token: string) => this.calls.make({ ...call, ...target, query: { access_token: token } }, attempts);
    const token = await this.tokens.get(key);
    try {
      return await make(token);
    } catch (error) {
      if (!(error instanceof WechatError) || !refusesToken(error.code)) throw error;
    }
    const next = await this.tokens.replace(key, token);
    try {
      return await make(next);
    } catch (error) {
      if (error instanceof WechatError && refusesToken(error.code)) this.tokens.forget(key, next);
      throw error;
    }
  }

  private async orderIds(target: CallTarget, query: OrderListQuery, range: SecondRange): Promise<IdPage> {
    const path = '/channels/ec/order/list/get';
    const span = { start_time: range.start, end_time: withinSpan(range, ORDER_LIST_SPAN) };
    const { json } = await this.call(target, {
      path,
      body: {
        ...(query.createTime ? { create_time_range: span } : { update_time_range: span }),
        ...(query.status !== undefined && { status: query.status }),
        page_size: query.pageSize ?? LARGEST_PAGE,
        next_key: query.cursor ?? '',
      },
    });
    return idPage(json, 'order_id_list', query.cursor, path);
  }

  private async afterSaleIds(target: CallTarget, query: AfterSaleListQuery, range: SecondRange): Promise<IdPage> {
    const path = '/channels/ec/aftersale/getaftersalelist';
    const end = withinSpan(range, AFTER_SALE_LIST_SPAN);
    const span = query.createTime
      ? { begin_create_time: range.start, end_create_time: end }
      : { begin_update_time: range.start, end_update_time: end };
    const { json } = await this.call(target, {
      path,
      body: { ...span, ...(query.cursor && { next_key: query.cursor }) },
    });
    return idPage(json, 'after_sale_order_id_list', query.cursor, path);
  }

  private async giftAfterSaleIds(target: CallTarget, range: SecondRange, cursor?: string): Promise<IdPage> {
    const path = '/channels/ec/aftersale/getpresentaftersalelist';
    const end = withinSpan(range, AFTER_SALE_LIST_SPAN);
    const span = { begin_create_time: range.start, end_create_time: end };
    const { json } = await this.call(target, { path, body: { ...span, ...(cursor && { next_key: cursor }) } });
    return idPage(json, 'after_sale_order_id_list', cursor, path);
  }
}

function about(target: CallTarget, kind: string, id: string): CallTarget & { trace: TraceSubject } {
  return { ...target, trace: target.trace ?? { kind, id } };
}

function readWith<Snapshot>(
  reader: (json: unknown) => Snapshot,
  { json, raw }: WechatAnswer,
  path: string,
  isAsked: (snapshot: Snapshot) => boolean,
): Read<Snapshot> {
  let snapshot: Snapshot;
  try {
    snapshot = reader(json);
  } catch (error) {
    if (!(error instanceof UnreadableSnapshot)) throw error;
    throw new WechatError({ kind: 'unreadable', path, permanent: true, cause: error });
  }
  // An answer about something else would change what nobody asked for.
  if (!isAsked(snapshot)) throw new WechatError({ kind: 'unreadable', path, permanent: false });
  return { snapshot, raw };
}
