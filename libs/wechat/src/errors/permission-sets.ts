export interface PermissionSet {
  id: number;
  name: { zh: string; en: string };
  purpose: { zh: string; en: string };
}

const sets: PermissionSet[] = [
  set(85, '类目与品牌', 'Categories and brands', '类目、品牌、图片上传', 'categories, brands and image upload'),
  set(
    129,
    '商品管理',
    'Products',
    '商品、库存、礼物活动、店铺信息',
    'products, stock, gift activities and shop details',
  ),
  set(130, '物流', 'Logistics', '运费模板、地址与配送', 'freight templates, addresses and delivery'),
  set(
    131,
    '订单与售后',
    'Orders and after-sales',
    '订单、发货、售后、礼物单',
    'orders, shipping, after-sales and gifts',
  ),
  set(132, '优惠券', 'Coupons', '创建和查询优惠券', 'creating and reading coupons'),
  set(138, '资金结算', 'Funds', '资金流水、提现、订单结算', 'fund flows, withdrawals and order settlement'),
  set(141, '资金流水', 'Fund flows', '查询资金流水', 'reading fund flows'),
  set(159, '电子面单', 'E-waybills', '电子面单取号与打印', 'e-waybill numbers and printing'),
  set(175, '电商罗盘', 'Shop compass', '店铺经营数据', 'business data of the shop'),
  set(176, '视频号助手数据', 'Channels compass', '视频号侧的经营数据', 'business data of the Channels account'),
  set(185, '小程序会员', 'Mini program membership', '小程序会员', 'membership in the mini program'),
  set(192, '小店供货商', 'Suppliers', '供货商账号的接口', 'calls of supplier accounts'),
];

/** The permission sets (权限集) a merchant grants to the service provider, by id. Names of 130 to 132 are second hand. */
export const permissionSets: ReadonlyMap<number, PermissionSet> = new Map(sets.map((entry) => [entry.id, entry]));

// The longest prefix that fits decides. Any one of the sets is enough.
const setsByPath: readonly (readonly [prefix: string, sets: readonly number[]])[] = [
  ['/channels/ec/basics/', [129, 131]],
  ['/shop/ec/basics/', [85, 129, 131]],
  ['/channels/ec/category/', [85, 129]],
  ['/shop/ec/category/', [85, 129]],
  ['/channels/ec/brand/', [85, 129]],
  ['/shop/ec/brand/', [85, 129]],
  ['/channels/ec/product/', [129]],
  ['/channels/ec/warehouse/', [129]],
  ['/channels/ec/store/', [129]],
  ['/channels/ec/merchant/', [130]],
  ['/channels/ec/merchant/privatenumber/', [131]],
  ['/channels/ec/order/', [131]],
  ['/channels/ec/order/dropship/supplier/', [192]],
  ['/channels/ec/aftersale/', [131]],
  ['/channels/ec/logistics/', [131]],
  ['/channels/ec/logistics/ewaybill/', [130, 159, 192]],
  ['/channels/ec/coupon/', [132]],
  ['/channels/ec/funds/', [138]],
  ['/channels/ec/funds/getfundsflow', [138, 141]],
  ['/shop/funds/', [138]],
  ['/channels/ec/compass/shop/', [175]],
  ['/channels/ec/compass/finder/', [176]],
];

/** The sets of which one must be granted for the path to be called; none when we do not know. */
export function permissionSetsFor(path: string): PermissionSet[] {
  let longest: (typeof setsByPath)[number] = ['', []];
  for (const entry of setsByPath) {
    if (path.startsWith(entry[0]) && entry[0].length > longest[0].length) longest = entry;
  }
  return longest[1].map((id) => permissionSets.get(id)).filter((entry) => entry !== undefined);
}

function set(id: number, zh: string, en: string, purposeZh: string, purposeEn: string): PermissionSet {
  return { id, name: { zh, en }, purpose: { zh: purposeZh, en: purposeEn } };
}
