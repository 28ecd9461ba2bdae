export type { CallLimiter, CallRecorder, CallTarget, CallTrace, TraceSubject } from './api/call';
export type { Authorization, AuthorizerAccount, AuthorizerPage } from './api/component-calls';
export type { AfterSaleListQuery, ByTime, GiftAfterSaleListQuery, IdPage, OrderListQuery } from './api/id-pages';
export type { TimeRange } from './api/platform-time';
export type { WechatAnswer } from './api/read-answer';
export type { ShopInfo } from './api/shop-info';
export { type Read, type ShopCall, WechatApi, type WechatApiOptions } from './api/wechat-api';
export { type CallbackRequest, type OpenedCallback, openCallback, type Reply, sealReply } from './callback/callback';
export { type CallbackRefusal, CallbackRefused } from './callback/callback-refused';
export { type UrlVerification, verifyUrl } from './callback/callback-signature';
export { type OuterBody, readOuter } from './callback/outer-body';
export { explainWechatError, type WechatExplanation } from './errors/explain-wechat-error';
export { type PermissionSet, permissionSets, permissionSetsFor } from './errors/permission-sets';
export { WechatError, type WechatErrorKind, type WechatFailure } from './errors/wechat-error';
export { readMessage, UnreadableMessage } from './messages/read-message';
export type { Subject } from './messages/subject';
export { KNOWN_EVENTS, subjectsOf } from './messages/subjects-of';
export type { WechatMessage } from './messages/wechat-message';
export type { AfterSaleSnapshot, GiftAfterSaleOrder, GiftAfterSaleSnapshot } from './snapshots/after-sale-snapshot';
export { entryPointOfSource, normaliseEntryPoint } from './snapshots/entry-point';
export type {
  Discounts,
  ItemCoupon,
  OrderCommission,
  OrderDelivery,
  OrderGift,
  OrderItemSnapshot,
  OrderParcel,
  OrderPayment,
  OrderPrice,
  OrderReceiver,
  OrderSettlement,
  OrderSnapshot,
  OrderSource,
  SkuChange,
} from './snapshots/order-snapshot';
export { readAfterSale, readGiftAfterSale } from './snapshots/read-after-sale';
export { readOrder } from './snapshots/read-order';
export { UnreadableSnapshot } from './snapshots/unreadable-snapshot';
export type { ComponentCredentials, CredentialSource, ShopCredentials } from './tokens/credentials';
export { MemoryTokenStore } from './tokens/memory-token-store';
export type { StoredToken, TokenKey, TokenStore } from './tokens/token-store';
export { asText } from './wire/wire-fields';
export { parseWireJson } from './wire/wire-json';
