import type { Component, ComponentConfig } from '../access/component';
import type { Tokens } from '../access/tokens';
import { WireError } from '../kit/errors';
import type { Shops } from '../shops/shops';
import type { Body, Call } from './call';

const setNames: Readonly<Record<number, string>> = {
  129: '商品管理',
  130: '物流',
  131: '订单与售后',
  132: '优惠券',
  175: '罗盘',
};

const funcInfo = (sets: readonly number[]) =>
  sets.map((id) => ({ funcscope_category: { id, type: 0, name: setNames[id] ?? `权限集${id}`, desc: '' } }));

/** `/cgi-bin/component/*`: what a third-party platform does to act for the shops that authorised it. */
export function componentCalls(component: Component, tokens: Tokens, shops: Shops, pushTicket: () => void): Call[] {
  const call = (
    name: string,
    answer: (body: Body, config: ComponentConfig) => object,
    caller: Call['caller'] = 'component',
  ): Call => ({
    method: 'POST',
    path: `/cgi-bin/component/${name}`,
    caller,
    answer: ({ body }) => {
      return answer(body, component.checkCaller(body.raw('component_appid')));
    },
  });

  const authorizerToken = (appid: string) => {
    const token = tokens.issue('authorizer', appid);
    return { authorizer_access_token: token.token, expires_in: tokens.remainingSeconds(token) };
  };

  return [
    call(
      'api_start_push_ticket',
      (body, config) => {
        if (body.raw('component_secret') !== config.secret) throw new WireError(40125, 'invalid appsecret');
        pushTicket();
        return { errcode: 0, errmsg: 'ok' };
      },
      'anybody',
    ),
    call(
      'api_component_token',
      (body, config) => {
        if (!body.raw('component_appsecret')) throw new WireError(41004, 'appsecret missing');
        if (body.raw('component_appsecret') !== config.secret) throw new WireError(40125, 'invalid appsecret');
        component.checkTicket(body.raw('component_verify_ticket'));
        const token = tokens.issue('component', config.appid);
        return { component_access_token: token.token, expires_in: tokens.remainingSeconds(token) };
      },
      'anybody',
    ),
    call('api_create_preauthcode', () => {
      const { code, expiresIn } = component.newPreAuthCode();
      return { pre_auth_code: code, expires_in: expiresIn };
    }),
    call('api_query_auth', (body) => {
      const shop = component.exchange(body.raw('authorization_code'));
      const { refreshToken, permissionSets } = shop.authorization!;
      return {
        authorization_info: {
          authorizer_appid: shop.appid,
          ...authorizerToken(shop.appid),
          authorizer_refresh_token: refreshToken,
          func_info: funcInfo(permissionSets),
        },
      };
    }),
    call('api_authorizer_token', (body) => {
      const shop = component.authorizedShop(body.raw('authorizer_appid'));
      const { refreshToken } = shop.authorization;
      if (!refreshToken || body.raw('authorizer_refresh_token') !== refreshToken) {
        throw new WireError(61023, 'refresh_token is invalid');
      }
      return { ...authorizerToken(shop.appid), authorizer_refresh_token: refreshToken };
    }),
    call('api_get_authorizer_info', (body) => {
      const shop = component.authorizedShop(body.raw('authorizer_appid'));
      return {
        authorizer_info: {
          nick_name: shop.nickname,
          head_img: `https://mmecimage.cn/p/${shop.appid}/head`,
          user_name: shop.username,
          principal_name: `${shop.nickname}（个体工商户）`,
          alias: '',
          qrcode_url: '',
          service_type_info: { id: 0 },
          verify_type_info: { id: 0 },
          business_info: {},
          account_status: 1,
          store_info: { id: 0 },
        },
        authorization_info: {
          authorizer_appid: shop.appid,
          authorizer_refresh_token: shop.authorization.refreshToken,
          func_info: funcInfo(shop.authorization.permissionSets),
        },
      };
    }),
    call('api_get_authorizer_list', (body) => {
      const offset = body.optionalWhole('offset') ?? 0;
      const count = body.whole('count');
      if (count > 500) throw new WireError(40170, 'args count exceed count limit');
      const authorized = shops.list().filter(({ authorization }) => authorization);
      return {
        total_count: authorized.length,
        list: authorized.slice(offset, offset + count).map(({ appid, authorization }) => ({
          authorizer_appid: appid,
          refresh_token: authorization!.refreshToken ?? '',
          auth_time: authorization!.authorizedAt,
        })),
      };
    }),
  ];
}
