/** An order as the platform shows it at one moment. What the platform left out is undefined, never 0. Amounts are fen. */
export interface OrderSnapshot {
  orderId: string;
  /** The platform's number, also when it is one we do not know. */
  status: number;
  createTime: Date;
  /** The version of the order: the newer snapshot wins. Equals `createTime` when the platform gave none. */
  updateTime: Date;
  payTime?: Date;
  confirmTime?: Date;
  /** The buyer; in a gift the recipient, and absent until the gift is accepted. */
  openid?: string;
  unionid?: string;
  isGift: boolean;
  gift?: OrderGift;
  items: OrderItemSnapshot[];
  price: OrderPrice;
  payment: OrderPayment;
  /** Absent while a gift waits to be accepted. Name, phone and street come masked. */
  receiver?: OrderReceiver;
  delivery?: OrderDelivery;
  /** `ext_info.order_scene`, raw. */
  scene?: number;
  sources: OrderSource[];
  /** To be trusted once `commissionsReady` is true. */
  commissions: OrderCommission[];
  commissionsReady?: boolean;
  settle?: OrderSettlement;
  afterSaleIds: string[];
  openAfterSaleCount?: number;
  notes: { customer?: string; merchant?: string };
  finderId?: string;
  liveId?: string;
  agent?: { finderId?: string; nickname?: string };
  refundFreightFen?: number;
  greetingCard?: { giver?: string; receiver?: string; message?: string };
  isFlashSale?: boolean;
}

export interface OrderGift {
  /** The gift order that the giver paid; this order is one share of it. */
  giftId?: string;
  giverOpenid?: string;
  giverUnionid?: string;
  /** 0 one friend, 1 group, 2 official account, 3 Channels, 4 and 5 WeCom, 6 mini program; absent means unknown. */
  sendType?: number;
  note?: string;
  /** The merchant gave its own goods away: nobody paid. */
  isFree: boolean;
}

export interface OrderItemSnapshot {
  /** Tells the lines of one order apart and survives a change of SKU when the platform numbers its lines. */
  lineKey: string;
  productId: string;
  skuId?: string;
  title?: string;
  thumbUrl?: string;
  attrs: { key: string; value: string }[];
  count: number;
  unitPriceFen?: number;
  marketPriceFen?: number;
  /** Total of the line really paid, all discounts taken off. */
  realPriceFen?: number;
  discounts: Discounts;
  /** What the merchant receives for the line, platform subsidies in. */
  merchantReceivableFen?: number;
  coupons: ItemCoupon[];
  onAfterSaleCount?: number;
  finishedAfterSaleCount?: number;
  deliveryDeadline?: Date;
  /** A giveaway beside a bought line (赠品), not a present to a friend. */
  isFreebie: boolean;
  skuCode?: string;
  outProductId?: string;
  outSkuId?: string;
  outWarehouseId?: string;
  skuChange?: SkuChange;
  sevenDayReturn?: boolean;
  freightInsurance?: boolean;
}

export interface ItemCoupon {
  couponId?: string;
  userCouponId?: string;
  /** 1 merchant, 2 talent, 3 platform, 4 national subsidy, 5 local subsidy, 6 activity paid by the merchant. */
  type?: number;
  discountFen?: number;
}

/** A change of SKU that was asked for before shipping; `state` 3 waits for the merchant. */
export interface SkuChange {
  state?: number;
  oldSkuId?: string;
  newSkuId?: string;
  deadline?: Date;
}

/** Discounts in fen by who bears them. */
export interface Discounts {
  merchant?: number;
  finder?: number;
  vip?: number;
  bulkbuy?: number;
  limitedDiscount?: number;
  platformCoupon?: number;
  nationalSubsidy?: number;
  nationalSubsidyMerchant?: number;
  platformActivityMerchant?: number;
  /** Points. */
  deduction?: number;
  /** Taken off by a price change of the merchant. */
  changeDown?: number;
}

export interface OrderPrice {
  /** What the buyer paid, freight in and discounts out: the base of GMV. */
  orderPriceFen?: number;
  /** Goods at list price. */
  productPriceFen?: number;
  freightFen?: number;
  /** Before discounts, freight in. */
  originalPriceFen?: number;
  merchantReceivableFen?: number;
  discounts: Discounts;
}

export interface OrderPayment {
  /** 1 WeChat Pay, 2 pay after use, 3 zero-yuan lottery, 4 points. */
  method?: number;
  transactionId?: string;
  prepayId?: string;
  prepayTime?: Date;
  payTime?: Date;
}

export interface OrderReceiver {
  name?: string;
  tel?: string;
  province?: string;
  city?: string;
  county?: string;
  detail?: string;
  houseNumber?: string;
  postalCode?: string;
  nationalCode?: string;
  /** The same inside one shop for the same address. */
  hashCode?: string;
  usesVirtualTel?: boolean;
  virtualTel?: string;
  virtualTelExpireTime?: Date;
}

export interface OrderDelivery {
  /** 0 courier, 1 virtual to a phone, 3 virtual to an account. */
  method?: number;
  parcels: OrderParcel[];
  shipDoneTime?: Date;
  predictDeliveryTime?: Date;
  /** The buyer asked for another address and the merchant has not answered. */
  addressUnderReview?: boolean;
  addressApplyTime?: Date;
  ewaybillOrderCode?: string;
  qualityInspectType?: number;
  qualityInspectStatus?: number;
  dropshipFlag?: number;
}

export interface OrderParcel {
  waybillId?: string;
  deliveryId?: string;
  deliveryName?: string;
  shipTime?: Date;
  /** 1 courier, 3 no logistics, 6 own logistics. */
  deliverType?: number;
  items: { productId?: string; skuId?: string; count?: number }[];
}

export interface OrderSource {
  skuId?: string;
  saleChannel?: number;
  accountType?: number;
  accountId?: string;
  accountNickname?: string;
  contentType?: number;
  contentId?: string;
  promoterHeadSupplierId?: string;
  originalId?: string;
}

export interface OrderCommission {
  skuId?: string;
  nickname?: string;
  /** 0 talent, 1 agency. */
  type?: number;
  /** 1 unsettled, 2 settled. */
  status?: number;
  amountFen?: number;
  finderId?: string;
  openFinderId?: string;
  talentId?: string;
  agencyId?: string;
}

/** Technical service fee, predicted until the order is settled. */
export interface OrderSettlement {
  predictedFeeFen?: number;
  feeFen?: number;
  predictedWecoinFeeFen?: number;
  wecoinFeeFen?: number;
  settleTime?: Date;
}
