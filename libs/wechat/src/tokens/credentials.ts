/** `self_run`: the shop calls with its own secret. `provider`: the service provider calls with what the shop authorised. */
export type ShopCredentials =
  | { mode: 'self_run'; appId: string; secret: string }
  | { mode: 'provider'; appId: string; refreshToken: string };

export interface ComponentCredentials {
  appId: string;
  secret: string;
}

export interface CredentialSource {
  shop(appId: string): Promise<ShopCredentials>;
  saveRefreshToken(appId: string, refreshToken: string): Promise<void>;
  /** The newest ticket that the platform pushed; it pushes one every ten minutes and each lives twelve hours. */
  componentTicket(): Promise<string | undefined>;
}
