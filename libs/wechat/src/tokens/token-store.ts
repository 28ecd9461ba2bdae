/** Whose token it is: `shop` for calls about one shop, `component` for calls of the service provider itself. */
export interface TokenKey {
  kind: 'shop' | 'component';
  appId: string;
}

export interface StoredToken {
  token: string;
  /** From this instant on the token is replaced. It lies a little before the platform's own end, so that calls under way still pass. */
  expiresAt: Date;
}

/**
 * The access tokens that all processes share. Refreshing one kills the former token of the same app,
 * so only the holder of the lease refreshes; the others wait and read.
 */
export interface TokenStore {
  /** The newest token, even when it has expired. */
  read(key: TokenKey): Promise<StoredToken | undefined>;
  /** Takes the lease of this key when nobody holds it or the former one ran out; true when `holder` has it now. */
  lease(key: TokenKey, holder: string, leaseSeconds: number): Promise<boolean>;
  /** Replaces the token, only while `holder` has the lease: a holder that was too slow writes nothing. */
  write(key: TokenKey, token: StoredToken, holder: string): Promise<void>;
  /** Gives the lease back, only when `holder` has it. */
  release(key: TokenKey, holder: string): Promise<void>;
}
