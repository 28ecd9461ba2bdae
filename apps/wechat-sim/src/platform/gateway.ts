import type { Token, Tokens } from '../access/tokens';
import type { Faults } from '../faults/faults';
import { parseBigJson, withBareIds } from '../kit/big-json';
import type { RealClock } from '../kit/clock';
import { Forbidden, Refusal, WireError } from '../kit/errors';
import type { Random } from '../kit/random';
import type { Shop } from '../shops/shop';
import type { Shops } from '../shops/shops';
import { Body, type Call } from './call';

export interface WireRequest {
  method: string;
  query: Readonly<Record<string, string | undefined>>;
  body: string;
}

const nobody = {} as Shop;

/** What happens around every call of the platform: method, token, permission, faults, body, errors. */
export class Gateway {
  constructor(
    private readonly tokens: Tokens,
    private readonly shops: Shops,
    private readonly faults: Faults,
    private readonly clock: RealClock,
    private readonly random: Random,
  ) {}

  /** The JSON text of the answer. Throws `Forbidden` for an answer that is not JSON. */
  async answer(call: Call, request: WireRequest): Promise<string> {
    try {
      if (this.faults.strikes('slow')) await this.#dawdle();
      const shop = this.#admit(call, request);
      const answer = await call.answer({ shop, query: request.query, body: readBody(call, request) });
      const text = JSON.stringify(answer);
      return this.faults.strikes('idsAsNumbers') ? withBareIds(text) : text;
    } catch (error) {
      return JSON.stringify(this.#failure(error));
    }
  }

  /** Whether this answer breaks off half-way. */
  breaksOff(): boolean {
    return this.faults.strikes('cutAnswer');
  }

  failure(errcode: number, message: string): string {
    return JSON.stringify(this.#failure(new WireError(errcode, message)));
  }

  #admit(call: Call, request: WireRequest): Shop {
    if (this.faults.strikes('forbidden')) {
      if (call.caller === 'shop') throw new Forbidden();
      throw new WireError(40164, 'invalid ip 127.0.0.1, not in whitelist');
    }
    if (request.method !== call.method) {
      throw call.method === 'GET'
        ? new WireError(43001, 'require GET method')
        : new WireError(43002, 'require POST method');
    }
    const shop = call.caller === 'anybody' ? nobody : this.#checkToken(call, request);
    this.#throttle();
    return shop;
  }

  #checkToken(call: Call, { query }: WireRequest): Shop {
    const token = this.tokens.verify(query['access_token'] ?? query['component_access_token']);
    if (this.faults.strikes('tokenExpired')) {
      this.tokens.expire(token);
      throw new WireError(42001, 'access_token expired');
    }
    if (this.faults.strikes('tokenRevoked')) {
      this.tokens.revoke(token);
      throw new WireError(40001, 'invalid credential, access_token is invalid or not latest');
    }
    if (call.caller === 'component') {
      if (token.kind !== 'component') throw new WireError(61014, 'component access_token is required');
      return nobody;
    }
    return this.#shopOf(token, call);
  }

  #shopOf(token: Token, call: Call): Shop {
    const shop = token.kind === 'component' ? undefined : this.shops.find(token.appid);
    if (!shop) throw new WireError(48001, 'api unauthorized');
    if (token.kind !== 'authorizer') return shop;
    if (!shop.authorization) throw new WireError(61007, 'api is unauthorized to component');
    const granted = shop.authorization.permissionSets;
    if (!call.permissionSets?.some((set) => granted.includes(set))) throw new WireError(48001, 'api unauthorized');
    return shop;
  }

  #throttle(): void {
    if (this.faults.strikes('busy')) throw new WireError(-1, 'system error');
    if (this.faults.strikes('dailyQuota')) throw new WireError(45009, 'reach max api daily quota limit');
    if (this.faults.strikes('minuteQuota')) throw new WireError(45011, 'api minute-quota reach limit, must slower');
  }

  #failure(error: unknown): { errcode: number; errmsg: string } {
    if (error instanceof Forbidden) throw error;
    const rid = `rid: ${Math.floor(this.clock.now() / 1000).toString(16)}-${this.random.hex(8)}-${this.random.hex(8)}`;
    if (error instanceof WireError) return { errcode: error.errcode, errmsg: `${error.message} ${rid}` };
    if (error instanceof Refusal) return { errcode: 40097, errmsg: `invalid args, ${error.message} ${rid}` };
    throw error;
  }

  #dawdle(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.faults.current.slowMs));
  }
}

function readBody(call: Call, { body }: WireRequest): Body {
  if (call.method === 'GET' || body === '') return new Body({});
  let value: unknown;
  try {
    value = parseBigJson(body);
  } catch {
    throw new WireError(47001, 'data format error');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WireError(47001, 'data format error');
  return new Body(value as Record<string, unknown>);
}
