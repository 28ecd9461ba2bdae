import { WireError } from '../kit/errors';
import type { Product } from '../shops/shop';
import type { Shops } from '../shops/shops';
import { type Call, decodeKey, encodeKey, invalidArgs, pageSize } from './call';

const hiddenWithoutFilter = new Set([0, 6, 9]);

/** Shop basics and the reading side of products. */
export const shopCalls = (shops: Shops): Call[] => [
  {
    method: 'GET',
    path: '/channels/ec/basics/info/get',
    caller: 'shop',
    permissionSets: [129, 131],
    answer: ({ shop }) => ({
      errcode: 0,
      errmsg: 'ok',
      info: {
        nickname: shop.nickname,
        headimg_url: `https://mmecimage.cn/p/${shop.appid}/head`,
        subject_type: '企业',
        status: shop.status,
        username: shop.username,
        is_local_life: 0,
        ...(shop.status === 'open_finished' ? { open_timestamp: shop.createdAt } : {}),
      },
    }),
  },
  {
    method: 'POST',
    path: '/channels/ec/product/list/get',
    caller: 'shop',
    permissionSets: [129],
    answer: ({ shop, body }) => {
      const size = pageSize(body, 30);
      const status = body.optionalWhole('status');
      const [from = 0] = decodeKey(body.optionalText('next_key'), 1)?.map(Number) ?? [];
      const found = shops
        .productsOf(shop.appid)
        .filter((product) =>
          status === undefined ? !hiddenWithoutFilter.has(product.status) : product.status === status,
        );
      const page = found.slice(from, from + size);
      return {
        errcode: 0,
        errmsg: 'ok',
        product_ids: page.map(({ id }) => id),
        next_key: page.length > 0 ? encodeKey(from + page.length) : '',
        total_num: found.length,
      };
    },
  },
  {
    method: 'POST',
    path: '/channels/ec/product/get',
    caller: 'shop',
    permissionSets: [129],
    answer: ({ shop, body }) => {
      const product = shops.findProduct(body.id('product_id'));
      if (!product || product.appid !== shop.appid) throw new WireError(10020052, 'product not exist');
      const kind = body.optionalWhole('data_type') ?? 1;
      if (![1, 2, 3].includes(kind)) throw invalidArgs('data_type', '1, 2 or 3');
      const online = kind === 2 ? {} : { product: productOnWire(product) };
      const draft =
        kind === 1 ? {} : { edit_product: { ...productOnWire(product), edit_status: 4, edit_time: product.editedAt } };
      return { errcode: 0, errmsg: 'ok', ...online, ...draft };
    },
  },
];

const productOnWire = (product: Product) => ({
  product_id: product.id,
  out_product_id: product.outProductId,
  title: product.title,
  head_imgs: [1, 2, 3, 4].map((number) => `${product.image}-${number}`),
  deliver_method: 0,
  desc_info: { imgs: [`${product.image}-d1`], desc: product.title },
  cats: [],
  cats_v2: [{ cat_id: '10000155' }, { cat_id: '10000161' }, { cat_id: '546334' }],
  attrs: [],
  brand_id: '2100000000',
  express_info: { template_id: '47428464001' },
  extra_service: { seven_day_return: 1, freight_insurance: 0 },
  status: product.status,
  edit_status: 4,
  min_price: Math.min(...product.skus.map(({ priceFen }) => priceFen)),
  product_type: 1,
  skus: product.skus.map((sku) => ({
    sku_id: sku.skuId,
    thumb_img: `${product.image}-1`,
    sale_price: sku.priceFen,
    market_price: sku.marketPriceFen,
    stock_num: sku.stock,
    sku_code: sku.skuCode,
    sku_attrs: sku.attrs.map(({ key, value }) => ({ attr_key: key, attr_value: value })),
    status: 5,
  })),
});
