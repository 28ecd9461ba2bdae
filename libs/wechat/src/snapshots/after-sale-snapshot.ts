/** An after-sale as the platform shows it at one moment. What the platform left out is undefined, never 0. */
export interface AfterSaleSnapshot {
  id: string;
  orderId: string;
  /** The platform's word, also when it is one we do not know. */
  status: string;
  type?: string;
  subType?: string;
  /** What the buyer gets back. */
  refundAmountFen?: number;
  /** Why money moved: the platform's number. */
  refundReason?: number;
  reason?: string;
  reasonText?: string;
  /** What the buyer wrote. */
  description?: string;
  productId?: string;
  skuId?: string;
  count?: number;
  openid?: string;
  unionid?: string;
  /** In a gift the refund goes to this person. */
  giverOpenid?: string;
  complaintId?: string;
  createTime: Date;
  /** The version of the after-sale: the newer snapshot wins. Equals `createTime` when the platform gave none. */
  updateTime: Date;
  completeTime?: Date;
  /** End of the present waiting state. */
  deadline?: Date;
  /** The payout failed and the merchant pays outside the platform. */
  needsOfflineRefund?: boolean;
  rejectReason?: string;
  returnParcel?: { waybillId?: string; deliveryId?: string; deliveryName?: string };
  exchange?: { oldSkuId?: string; newSkuId?: string; count?: number; waybillId?: string; deliveryId?: string };
}

/** The refund of the shares of a group gift that nobody accepted. Only MERCHANT_REFUND_SUCCESS has moved money. */
export interface GiftAfterSaleSnapshot {
  id: string;
  giftId: string;
  status: string;
  /** The giver. */
  openid?: string;
  unionid?: string;
  createTime: Date;
  updateTime: Date;
  amountFen?: number;
  orders: GiftAfterSaleOrder[];
}

export interface GiftAfterSaleOrder {
  orderId: string;
  amountFen?: number;
  items: { productId?: string; skuId?: string; count?: number; amountFen?: number }[];
}
