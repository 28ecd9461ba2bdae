import { column, docColumn, type Table } from '../store/table';

/** Where a self-run shop receives its pushes. */
export interface PushTarget {
  url: string;
  token: string;
  aesKey: string;
}

/** What the shop has granted to the component. */
export interface Authorization {
  permissionSets: number[];
  /** Epoch seconds of the real clock. */
  authorizedAt: number;
  /** Absent until the authorization code was exchanged. */
  refreshToken?: string;
}

export interface Shop {
  appid: string;
  secret: string;
  username: string;
  nickname: string;
  status: 'opening' | 'open_finished' | 'closing' | 'close_finished';
  createdAt: number;
  push?: PushTarget;
  authorization?: Authorization;
}

export interface Sku {
  skuId: string;
  skuCode: string;
  priceFen: number;
  marketPriceFen: number;
  stock: number;
  attrs: { key: string; value: string }[];
}

export interface Product {
  id: string;
  appid: string;
  outProductId: string;
  title: string;
  image: string;
  status: number;
  editedAt: number;
  skus: Sku[];
}

export const shopsTable: Table<Shop> = {
  name: 'shops',
  columns: [column('appid', 'text', ({ appid }) => appid), docColumn()],
};

export const productsTable: Table<Product> = {
  name: 'products',
  columns: [column('id', 'bigint', ({ id }) => id), column('appid', 'text', ({ appid }) => appid), docColumn()],
};
