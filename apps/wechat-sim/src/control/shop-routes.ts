import type { FastifyInstance } from 'fastify';
import type { Granted } from '../access/component';
import { conflict } from '../kit/errors';
import { Input } from '../kit/input';
import type { PushTarget, Shop } from '../shops/shop';
import type { Simulator } from '../simulator';
import { inputOf, param } from './control-errors';
import { shopView } from './views';

const defaultSets = [129, 130, 131];
const defaultProducts = 12;

const pushTarget = (input: Input): PushTarget => ({
  url: input.text('url'),
  token: input.text('token'),
  aesKey: input.text('aesKey'),
});

/** Shops, and what they grant to the component. */
export function shopRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { shops, component, pushes, writer, clock, random } = simulator;

  const tellComponent = (infoType: string, shop: Shop, granted?: Granted, preAuthCode?: string) =>
    pushes.announceToComponent({
      InfoType: infoType,
      AuthorizerAppid: shop.appid,
      ...(granted
        ? {
            AuthorizationCode: granted.code,
            AuthorizationCodeExpiredTime: Math.floor(granted.expiresAt / 1000),
            PreAuthCode: preAuthCode ?? `preauthcode@@@${random.text(40)}`,
          }
        : {}),
    });

  const requireComponent = () => {
    if (!component.config) throw conflict('there is no component yet');
  };

  app.post('/sim/api/shops', async (request) => {
    const input = inputOf(request);
    const push = input.has('push') ? pushTarget(new Input(input.raw('push'))) : undefined;
    const products = input.optionalWhole('products') ?? defaultProducts;
    const names = {
      appid: input.optionalText('appid'),
      secret: input.optionalText('secret'),
      nickname: input.text('nickname'),
    };
    const shop = shops.add({ ...names, push, products }, random, clock.now());
    await writer.settled();
    return shopView(shop);
  });

  app.get('/sim/api/shops', async () => ({ shops: shops.list().map(shopView) }));

  app.get('/sim/api/shops/:appid', async (request) => shopView(shops.get(param(request, 'appid'))));

  app.put('/sim/api/shops/:appid/push', async (request) => {
    const input = inputOf(request);
    const shop = shops.get(param(request, 'appid'));
    shop.push = input.raw('url') === null ? undefined : pushTarget(input);
    shops.save(shop);
    await writer.settled();
    return shopView(shop);
  });

  app.post('/sim/api/shops/:appid/purchase', async (request) => {
    requireComponent();
    const shop = shops.get(param(request, 'appid'));
    const sets = inputOf(request).wholes('permissionSets') ?? defaultSets;
    const granted = shop.authorization?.permissionSets ?? [];
    // A renewal grants nothing that is not there already, and then nothing is pushed.
    if (shop.authorization && sets.every((set) => granted.includes(set))) {
      return { shop: shopView(shop), authorizationCode: null, event: null };
    }
    const grant = component.grant(shop, [...new Set([...granted, ...sets])]);
    tellComponent('authorized', shop, grant);
    await writer.settled();
    return { shop: shopView(shop), authorizationCode: grant.code, event: 'authorized' };
  });

  app.post('/sim/api/shops/:appid/authorize', async (request) => {
    requireComponent();
    const input = inputOf(request);
    const shop = shops.get(param(request, 'appid'));
    const preAuthCode = input.text('preAuthCode');
    component.usePreAuthCode(preAuthCode);
    const grant = component.grant(shop, input.wholes('permissionSets') ?? defaultSets);
    tellComponent('authorized', shop, grant, preAuthCode);
    await writer.settled();
    return { authCode: grant.code, expiresIn: Math.floor((grant.expiresAt - clock.real.now()) / 1000) };
  });

  app.post('/sim/api/shops/:appid/update-authorization', async (request) => {
    requireComponent();
    const shop = shops.get(param(request, 'appid'));
    if (!shop.authorization) throw conflict(`shop ${shop.appid} has granted nothing`);
    const grant = component.grant(shop, inputOf(request).wholes('permissionSets') ?? defaultSets);
    tellComponent('updateauthorized', shop, grant);
    await writer.settled();
    return { shop: shopView(shop), authorizationCode: grant.code };
  });

  app.post('/sim/api/shops/:appid/unauthorize', async (request) => {
    const shop = shops.get(param(request, 'appid'));
    component.withdraw(shop);
    tellComponent('unauthorized', shop);
    await writer.settled();
    return shopView(shop);
  });

  app.get('/sim/api/shops/:appid/products', async (request) => {
    const { appid } = shops.get(param(request, 'appid'));
    return {
      products: shops.productsOf(appid).map(({ id, title, status, skus }) => ({
        productId: id,
        title,
        status,
        skus: skus.map(({ skuId, skuCode, priceFen, stock, attrs }) => ({ skuId, skuCode, priceFen, stock, attrs })),
      })),
    };
  });
}
