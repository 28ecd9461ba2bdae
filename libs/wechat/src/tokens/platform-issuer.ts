import type { WechatAnswer } from '../api/read-answer';
import type { WireCalls } from '../api/wire-calls';
import { WechatError } from '../errors/wechat-error';
import { asInteger, asText, type WireObject } from '../wire/wire-fields';
import type { IssuedToken, TokenIssuer } from './access-tokens';
import type { ComponentCredentials, CredentialSource, ShopCredentials } from './credentials';
import { ForceBudget } from './force-budget';
import type { TokenKey } from './token-store';

const STABLE_TOKEN = '/cgi-bin/stable_token';
const COMPONENT_TOKEN = '/cgi-bin/component/api_component_token';
const AUTHORIZER_TOKEN = '/cgi-bin/component/api_authorizer_token';
const REFRESH_TOKEN_INVALID = 61023;

export interface PlatformIssuerOptions {
  calls: WireCalls;
  credentials: CredentialSource;
  component: ComponentCredentials | undefined;
  clock: () => Date;
  /** A call with the service provider's own token. */
  callAsComponent(path: string, body: WireObject): Promise<WechatAnswer>;
  /** The refresh token that the platform's list of authorisers has for this shop. */
  listedRefreshToken(appId: string): Promise<string | undefined>;
}

/** Gets tokens from the platform by the three ways there are: a shop's own secret, its authorisation, the provider's ticket. */
export class PlatformIssuer implements TokenIssuer {
  private readonly budget = new ForceBudget();

  constructor(private readonly options: PlatformIssuerOptions) {}

  async issue(key: TokenKey): Promise<IssuedToken> {
    if (key.kind === 'component') return this.componentToken();
    const shop = await this.options.credentials.shop(key.appId);
    return shop.mode === 'self_run' ? this.stableToken(shop, false) : this.authorizerToken(shop);
  }

  async force(key: TokenKey): Promise<IssuedToken> {
    const shop = key.kind === 'shop' ? await this.options.credentials.shop(key.appId) : undefined;
    if (shop?.mode !== 'self_run') throw new WechatError({ kind: 'token', path: 'access token', permanent: false });
    const retryAt = this.budget.take(shop.appId, this.options.clock());
    if (retryAt) throw new WechatError({ kind: 'token', path: STABLE_TOKEN, permanent: false, retryAt });
    return this.stableToken(shop, true);
  }

  private async stableToken(
    { appId, secret }: Extract<ShopCredentials, { mode: 'self_run' }>,
    force: boolean,
  ): Promise<IssuedToken> {
    const { json } = await this.options.calls.make({
      appId,
      path: STABLE_TOKEN,
      body: { grant_type: 'client_credential', appid: appId, secret, ...(force && { force_refresh: true }) },
    });
    return tokenIn(json, 'access_token', STABLE_TOKEN);
  }

  private async componentToken(): Promise<IssuedToken> {
    const component = componentOf(this.options.component);
    const ticket = await this.options.credentials.componentTicket();
    if (!ticket) throw new WechatError({ kind: 'component_ticket', path: COMPONENT_TOKEN, permanent: false });
    const { json } = await this.options.calls.make({
      appId: component.appId,
      path: COMPONENT_TOKEN,
      body: {
        component_appid: component.appId,
        component_appsecret: component.secret,
        component_verify_ticket: ticket,
      },
    });
    return tokenIn(json, 'component_access_token', COMPONENT_TOKEN);
  }

  private async authorizerToken({
    appId,
    refreshToken,
  }: Extract<ShopCredentials, { mode: 'provider' }>): Promise<IssuedToken> {
    try {
      return await this.askAuthorizerToken(appId, refreshToken);
    } catch (error) {
      if (!(error instanceof WechatError) || error.code !== REFRESH_TOKEN_INVALID) throw error;
    }
    const listed = await this.options.listedRefreshToken(appId);
    if (!listed) {
      throw new WechatError({
        kind: 'unauthorized',
        code: REFRESH_TOKEN_INVALID,
        path: AUTHORIZER_TOKEN,
        permanent: true,
      });
    }
    if (listed !== refreshToken) await this.options.credentials.saveRefreshToken(appId, listed);
    return this.askAuthorizerToken(appId, listed);
  }

  private async askAuthorizerToken(appId: string, refreshToken: string): Promise<IssuedToken> {
    const { json } = await this.options.callAsComponent(AUTHORIZER_TOKEN, {
      component_appid: componentOf(this.options.component).appId,
      authorizer_appid: appId,
      authorizer_refresh_token: refreshToken,
    });
    const latest = asText(json['authorizer_refresh_token']);
    if (latest && latest !== refreshToken) await this.options.credentials.saveRefreshToken(appId, latest);
    // Left empty when the account has no right to any call.
    if (!asText(json['authorizer_access_token'])) {
      throw new WechatError({ kind: 'permission', path: AUTHORIZER_TOKEN, permanent: true });
    }
    return tokenIn(json, 'authorizer_access_token', AUTHORIZER_TOKEN);
  }
}

/** The service provider's own credentials. Their absence is a fault of the configuration, not of a call. */
export function componentOf(component: ComponentCredentials | undefined): ComponentCredentials {
  if (!component) throw new Error('no credentials of the service provider (component) are configured');
  return component;
}

function tokenIn(json: WireObject, field: string, path: string): IssuedToken {
  const token = asText(json[field]);
  const lifeSeconds = asInteger(json['expires_in']);
  if (token === undefined || lifeSeconds === undefined || lifeSeconds <= 0) {
    throw new WechatError({ kind: 'unreadable', path, permanent: false });
  }
  return { token, lifeSeconds };
}
