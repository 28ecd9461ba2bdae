import type pg from 'pg';
import { conflict, missing } from '../kit/errors';
import type { Random } from '../kit/random';
import type { Counters } from '../store/counters';
import type { Writer } from '../store/writer';
import { makeProduct } from './product-maker';
import { type Product, type PushTarget, productsTable, type Shop, type Sku, shopsTable } from './shop';

export interface NewShop {
  appid?: string;
  secret?: string;
  nickname: string;
  push?: PushTarget;
  products: number;
}

/** All shops and their products; few enough to be held in memory. */
export class Shops {
  #shops = new Map<string, Shop>();
  #products = new Map<string, Product>();
  #productsOf = new Map<string, Product[]>();

  constructor(
    private readonly writer: Writer,
    private readonly counters: Counters,
  ) {}

  async load(pool: pg.Pool): Promise<void> {
    this.clear();
    const shops = await pool.query<{ doc: Shop }>('SELECT doc FROM shops');
    for (const { doc } of shops.rows) this.#shops.set(doc.appid, doc);
    const products = await pool.query<{ doc: Product }>('SELECT doc FROM products ORDER BY id');
    for (const { doc } of products.rows) this.#hold(doc);
  }

  clear(): void {
    this.#shops = new Map();
    this.#products = new Map();
    this.#productsOf = new Map();
  }

  add(shop: NewShop, random: Random, now: number): Shop {
    const appid = shop.appid ?? `wx${random.hex(16)}`;
    if (this.#shops.has(appid)) throw conflict(`shop ${appid} exists`);
    const made: Shop = {
      appid,
      secret: shop.secret ?? random.hex(32),
      username: `gh_${random.hex(12)}`,
      nickname: shop.nickname,
      status: 'open_finished',
      createdAt: now,
      push: shop.push,
    };
    this.save(made);
    for (let count = 0; count < shop.products; count++) {
      this.saveProduct(makeProduct(appid, this.#productsOf.get(appid)?.length ?? 0, this.counters, random, now));
    }
    return made;
  }

  list(): Shop[] {
    return [...this.#shops.values()];
  }

  find(appid: string): Shop | undefined {
    return this.#shops.get(appid);
  }

  get(appid: string): Shop {
    const shop = this.#shops.get(appid);
    if (!shop) throw missing('shop', appid);
    return shop;
  }

  save(shop: Shop): void {
    this.#shops.set(shop.appid, shop);
    this.writer.put(shopsTable, shop.appid, shop);
  }

  productsOf(appid: string): readonly Product[] {
    return this.#productsOf.get(appid) ?? [];
  }

  findProduct(id: string): Product | undefined {
    return this.#products.get(id);
  }

  sku(productId: string, skuId: string): Sku {
    const sku = this.#products.get(productId)?.skus.find((one) => one.skuId === skuId);
    if (!sku) throw missing('sku', `${productId}/${skuId}`);
    return sku;
  }

  saveProduct(product: Product): void {
    if (!this.#products.has(product.id)) this.#hold(product);
    this.writer.put(productsTable, product.id, product);
  }

  /** Stock moves when an order is placed and when an unpaid order or an untaken gift ends. */
  moveStock(productId: string, skuId: string, difference: number): void {
    const product = this.#products.get(productId);
    const sku = product?.skus.find((one) => one.skuId === skuId);
    if (!product || !sku) return;
    sku.stock = Math.max(0, sku.stock + difference);
    this.saveProduct(product);
  }

  #hold(product: Product): void {
    this.#products.set(product.id, product);
    const siblings = this.#productsOf.get(product.appid);
    if (siblings) siblings.push(product);
    else this.#productsOf.set(product.appid, [product]);
  }
}
