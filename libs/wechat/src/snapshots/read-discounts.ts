import { asFlag, asInteger, type WireObject } from '../wire/wire-fields';
import type { Discounts } from './order-snapshot';

/** Lines and orders name their discounts alike. */
export function readDiscounts(price: WireObject, changeDown: number | undefined): Discounts {
  return {
    merchant: asInteger(price['merchant_discounted_price']),
    finder: asInteger(price['finder_discounted_price']),
    vip: asInteger(price['vip_discounted_price']),
    bulkbuy: asInteger(price['bulkbuy_discounted_price']),
    limitedDiscount: asInteger(price['limited_discount_discounted_price']),
    platformCoupon: asInteger(price['cash_coupon_discounted_price']),
    nationalSubsidy: asInteger(price['national_subsidy_discounted_price']),
    nationalSubsidyMerchant: asInteger(price['national_subsidy_merchant_discounted_price']),
    platformActivityMerchant: asInteger(price['platform_activity_merchant_discounted_price']),
    deduction: asFlag(price['use_deduction']) === false ? undefined : asInteger(price['deduction_price']),
    changeDown,
  };
}
