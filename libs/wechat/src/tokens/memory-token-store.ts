import type { StoredToken, TokenKey, TokenStore } from './token-store';

interface Row {
  token?: StoredToken;
  holder?: string;
  leasedUntil: number;
}

/** A TokenStore inside one process: for tests, and the plainest statement of what a store must do. */
export class MemoryTokenStore implements TokenStore {
  private readonly rows = new Map<string, Row>();

  constructor(private readonly clock: () => Date = () => new Date()) {}

  async read(key: TokenKey): Promise<StoredToken | undefined> {
    return this.row(key).token;
  }

  async lease(key: TokenKey, holder: string, leaseSeconds: number): Promise<boolean> {
    const row = this.row(key);
    const now = this.clock().getTime();
    if (row.holder !== undefined && row.holder !== holder && row.leasedUntil > now) return false;
    row.holder = holder;
    row.leasedUntil = now + leaseSeconds * 1000;
    return true;
  }

  async write(key: TokenKey, token: StoredToken, holder: string): Promise<void> {
    const row = this.row(key);
    if (row.holder === holder) row.token = token;
  }

  async release(key: TokenKey, holder: string): Promise<void> {
    const row = this.row(key);
    if (row.holder === holder) row.holder = undefined;
  }

  private row({ kind, appId }: TokenKey): Row {
    const id = `${kind}:${appId}`;
    const row = this.rows.get(id) ?? { leasedUntil: 0 };
    this.rows.set(id, row);
    return row;
  }
}
