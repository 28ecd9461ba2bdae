import type { Tokens } from '../access/tokens';
import type { RealClock } from '../kit/clock';
import { WireError } from '../kit/errors';
import type { Shop } from '../shops/shop';
import type { Shops } from '../shops/shops';
import type { Call } from './call';

const forcedPerDay = 20;
const forcedApartMs = 30_000;
/** In the last minutes of a stable token the platform already hands out the next one; both are good. */
const rotationSeconds = 300;

/** A shop's own access tokens; the two calls have separate slots. */
export function tokenCalls(shops: Shops, tokens: Tokens, clock: RealClock): Call[] {
  const forced = new Map<string, number[]>();

  const checkForced = (appid: string) => {
    const now = clock.now();
    const today = (forced.get(appid) ?? []).filter((at) => now - at < 86_400_000);
    if (today.length >= forcedPerDay) throw new WireError(45009, 'reach max api daily quota limit');
    const last = today[today.length - 1];
    if (last !== undefined && now - last < forcedApartMs)
      throw new WireError(45011, 'api minute-quota reach limit, must slower');
    forced.set(appid, [...today, now]);
  };

  const stable = (shop: Shop, force: boolean) => {
    if (force) checkForced(shop.appid);
    const current = tokens.current('stable', shop.appid);
    const rest = current ? tokens.remainingSeconds(current) : 0;
    if (current && !force && rest > rotationSeconds) return { access_token: current.token, expires_in: rest };
    const issued = tokens.issue('stable', shop.appid, force);
    return { access_token: issued.token, expires_in: tokens.remainingSeconds(issued) };
  };

  return [
    {
      method: 'POST',
      path: '/cgi-bin/stable_token',
      caller: 'anybody',
      answer: ({ body }) => {
        const shop = checkCredentials(shops, body.raw('grant_type'), body.raw('appid'), body.raw('secret'));
        return stable(shop, body.raw('force_refresh') === true);
      },
    },
    {
      method: 'GET',
      path: '/cgi-bin/token',
      caller: 'anybody',
      answer: ({ query }) => {
        const shop = checkCredentials(shops, query['grant_type'], query['appid'], query['secret']);
        const issued = tokens.issue('plain', shop.appid);
        return { access_token: issued.token, expires_in: tokens.remainingSeconds(issued) };
      },
    },
  ];
}

function checkCredentials(shops: Shops, grantType: unknown, appid: unknown, secret: unknown): Shop {
  if (grantType !== 'client_credential') throw new WireError(40002, 'invalid grant_type');
  if (!appid) throw new WireError(41002, 'appid missing');
  if (!secret) throw new WireError(41004, 'appsecret missing');
  const shop = typeof appid === 'string' ? shops.find(appid) : undefined;
  if (!shop) throw new WireError(40013, 'invalid appid');
  if (shop.secret !== secret) throw new WireError(40125, 'invalid appsecret');
  return shop;
}
