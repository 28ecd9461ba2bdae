import { newLine } from '../orders/new-order';
import type { OrderLine } from '../orders/order';
import type { Product } from '../shops/shop';
import type { Shops } from '../shops/shops';
import type { Counters } from '../store/counters';
import type { InvoiceLine } from './invoices';

const shortestTitle = 5;
const stock = 10_000_000;

/** The source's products as products of each shop, made when they are first sold: one code, one product, one SKU. */
export class RetailGoods {
  readonly #products = new Map<string, Product>();

  constructor(
    private readonly shops: Shops,
    private readonly counters: Counters,
    appids: readonly string[],
  ) {
    for (const appid of appids) {
      for (const product of shops.productsOf(appid)) this.#products.set(`${appid}|${product.outProductId}`, product);
    }
  }

  /** A line of an order at the price of the invoice. */
  line(appid: string, sold: InvoiceLine, index: number, now: number): OrderLine {
    const product = this.#product(appid, sold, now);
    const line = newLine(product, product.skus[0]!, index, sold.quantity);
    return { ...line, salePriceFen: sold.priceFen, marketPriceFen: sold.priceFen };
  }

  #product(appid: string, { code, description, priceFen }: InvoiceLine, now: number): Product {
    const outProductId = `retail-${code}`;
    const key = `${appid}|${outProductId}`;
    const known = this.#products.get(key);
    if (known) return known;
    const title =
      description.trim().length >= shortestTitle ? description.trim() : `Item ${code} ${description}`.trim();
    const sku = {
      skuId: this.counters.next('sku'),
      skuCode: code,
      priceFen,
      marketPriceFen: priceFen,
      stock,
      attrs: [],
    };
    const image = `https://mmecimage.cn/p/${appid}/R${code}`;
    const id = this.counters.next('product');
    const made: Product = { id, appid, outProductId, title, image, status: 5, editedAt: now, skus: [sku] };
    this.#products.set(key, made);
    this.shops.saveProduct(made);
    return made;
  }
}
