import { WechatError } from '../errors/wechat-error';
import type { AccessTokens } from '../tokens/access-tokens';
import type { ComponentCredentials, CredentialSource } from '../tokens/credentials';
import { componentOf } from '../tokens/platform-issuer';
import { asInteger, asObject, asObjects, asText, asTime, type WireObject } from '../wire/wire-fields';
import type { WechatAnswer } from './read-answer';
import type { WireCalls } from './wire-calls';

export interface Authorization {
  appId: string;
  accessToken?: string;
  /** Seconds. */
  expiresIn?: number;
  refreshToken?: string;
  /** What was really granted. */
  permissionSets: number[];
}

export interface AuthorizerAccount {
  appId: string;
  nickname?: string;
  headImageUrl?: string;
  /** The account's gh_ id. */
  userName?: string;
  principalName?: string;
  /** 1 normal, 14 cancelled, 16 banned, 18 warned, 19 frozen. */
  accountStatus?: number;
  isShop: boolean;
  permissionSets: number[];
}

export interface AuthorizerPage {
  total: number;
  authorizers: { appId: string; refreshToken?: string; authTime?: Date }[];
}

export interface ComponentCallsOptions {
  component: ComponentCredentials | undefined;
  credentials: CredentialSource;
  calls: WireCalls;
  tokens: AccessTokens;
  callAsComponent(path: string, body: WireObject): Promise<WechatAnswer>;
}

const LARGEST_LIST = 500;

/** The calls that the service provider makes about itself and its authorisers. */
export class ComponentCalls {
  constructor(private readonly options: ComponentCallsOptions) {}

  get appId(): string {
    return componentOf(this.options.component).appId;
  }

  async queryAuth(authorizationCode: string): Promise<Authorization> {
    const path = '/cgi-bin/component/api_query_auth';
    const body = { component_appid: this.appId, authorization_code: authorizationCode };
    const { json } = await this.options.callAsComponent(path, body);
    const info = asObject(json['authorization_info']) ?? {};
    const appId = asText(info['authorizer_appid']);
    if (!appId) throw new WechatError({ kind: 'unreadable', path, permanent: true });
    const authorization: Authorization = {
      appId,
      accessToken: asText(info['authorizer_access_token']),
      expiresIn: asInteger(info['expires_in']),
      refreshToken: asText(info['authorizer_refresh_token']),
      permissionSets: permissionSetIds(info['func_info']),
    };
    await this.keepTokens(authorization);
    return authorization;
  }

  async authorizerInfo(appId: string): Promise<AuthorizerAccount> {
    const path = '/cgi-bin/component/api_get_authorizer_info';
    const { json } = await this.options.callAsComponent(path, { component_appid: this.appId, authorizer_appid: appId });
    const info = asObject(json['authorizer_info']) ?? {};
    return {
      appId,
      nickname: asText(info['nick_name']),
      headImageUrl: asText(info['head_img']),
      userName: asText(info['user_name']),
      principalName: asText(info['principal_name']),
      accountStatus: asInteger(info['account_status']),
      // Present only when the account is a shop.
      isShop: asObject(info['store_info']) !== undefined,
      permissionSets: permissionSetIds(asObject(json['authorization_info'])?.['func_info']),
    };
  }

  async *iterateAuthorizers(): AsyncGenerator<AuthorizerPage> {
    for (let offset = 0; ; ) {
      const page = await this.authorizerPage(offset);
      if (page.authorizers.length === 0) return;
      yield page;
      offset += page.authorizers.length;
      if (offset >= page.total) return;
    }
  }

  async listedRefreshToken(appId: string): Promise<string | undefined> {
    for await (const { authorizers } of this.iterateAuthorizers()) {
      const found = authorizers.find((authorizer) => authorizer.appId === appId);
      if (found) return found.refreshToken;
    }
    return undefined;
  }

  async startPushTicket(): Promise<void> {
    const { appId, secret } = componentOf(this.options.component);
    await this.options.calls.make({
      appId,
      path: '/cgi-bin/component/api_start_push_ticket',
      body: { component_appid: appId, component_secret: secret },
    });
  }

  private async authorizerPage(offset: number): Promise<AuthorizerPage> {
    const path = '/cgi-bin/component/api_get_authorizer_list';
    const { json } = await this.options.callAsComponent(path, {
      component_appid: this.appId,
      offset,
      count: LARGEST_LIST,
    });
    const authorizers = asObjects(json['list']).map((entry) => ({
      appId: asText(entry['authorizer_appid']) ?? '',
      refreshToken: asText(entry['refresh_token']),
      authTime: asTime(entry['auth_time']),
    }));
    return { total: asInteger(json['total_count']) ?? 0, authorizers };
  }

  /** Re-authorising kills the old refresh token, so it is saved before anything else can fail. */
  private async keepTokens({ appId, accessToken, expiresIn, refreshToken }: Authorization): Promise<void> {
    if (refreshToken) await this.options.credentials.saveRefreshToken(appId, refreshToken);
    if (!accessToken || !expiresIn) return;
    await this.options.tokens.keep({ kind: 'shop', appId }, { token: accessToken, lifeSeconds: expiresIn });
  }
}

function permissionSetIds(funcInfo: unknown): number[] {
  return asObjects(funcInfo)
    .map((entry) => asInteger(asObject(entry['funcscope_category'])?.['id']))
    .filter((id) => id !== undefined);
}
