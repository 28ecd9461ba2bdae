import type { RealClock } from '../kit/clock';
import { conflict, WireError } from '../kit/errors';
import type { Random } from '../kit/random';
import type { Shop } from '../shops/shop';
import type { Shops } from '../shops/shops';
import type { Settings } from '../store/settings';

export interface ComponentConfig {
  appid: string;
  secret: string;
  token: string;
  aesKey: string;
  eventUrl: string;
  messageUrl: string;
}

interface AuthCode {
  appid: string;
  expiresAt: number;
}

interface ComponentState {
  config?: ComponentConfig;
  /** Newest last; milliseconds of the real clock. */
  tickets: { ticket: string; at: number }[];
  preAuthCodes: Record<string, number>;
  authCodes: Record<string, AuthCode>;
}

export interface Granted {
  code: string;
  expiresAt: number;
}

const ticketLifeMs = 12 * 3_600_000;
const preAuthCodeSeconds = 1800;
const authCodeSeconds = 3600;
const emptyState = (): ComponentState => ({ tickets: [], preAuthCodes: {}, authCodes: {} });

/** The third-party platform: its tickets and codes, and what shops have granted to it. */
export class Component {
  #state: ComponentState = emptyState();

  constructor(
    private readonly settings: Settings,
    private readonly shops: Shops,
    private readonly clock: RealClock,
    private readonly random: Random,
  ) {}

  load(): void {
    this.#state = this.settings.get<ComponentState>('component') ?? emptyState();
  }

  get config(): ComponentConfig | undefined {
    return this.#state.config;
  }

  configure(config: ComponentConfig): void {
    this.#state.config = config;
    this.#save();
  }

  newTicket(): string {
    const now = this.clock.now();
    const ticket = `ticket@@@${this.random.text(60)}`;
    this.#state.tickets = [...this.#state.tickets.filter(({ at }) => now - at < 2 * ticketLifeMs), { ticket, at: now }];
    this.#save();
    return ticket;
  }

  checkCaller(appid: unknown): ComponentConfig {
    const { config } = this.#state;
    if (!appid) throw new WireError(41018, 'component_appid missing');
    if (!config || appid !== config.appid) throw new WireError(40013, 'invalid appid');
    return config;
  }

  checkTicket(ticket: unknown): void {
    if (!ticket) throw new WireError(61011, 'invalid component');
    const known = this.#state.tickets.find((one) => one.ticket === ticket);
    if (!known) throw new WireError(61006, 'component ticket is invalid');
    if (this.clock.now() - known.at > ticketLifeMs) throw new WireError(61005, 'component ticket is expired');
  }

  newPreAuthCode(): { code: string; expiresIn: number } {
    const code = `preauthcode@@@${this.random.text(60)}`;
    this.#state.preAuthCodes[code] = this.clock.now() + preAuthCodeSeconds * 1000;
    this.#save();
    return { code, expiresIn: preAuthCodeSeconds };
  }

  /** Single use. */
  usePreAuthCode(code: string): void {
    const expiresAt = this.#state.preAuthCodes[code];
    delete this.#state.preAuthCodes[code];
    this.#save();
    if (expiresAt === undefined || expiresAt < this.clock.now())
      throw conflict('the pre_auth_code is unknown, used or expired');
  }

  /** The shop grants these sets; the code has to be exchanged for tokens. */
  grant(shop: Shop, permissionSets: number[]): Granted {
    const now = this.clock.now();
    const code = `queryauthcode@@@${this.random.text(60)}`;
    const expiresAt = now + authCodeSeconds * 1000;
    this.#state.authCodes[code] = { appid: shop.appid, expiresAt };
    this.#save();
    const { refreshToken } = shop.authorization ?? {};
    shop.authorization = { permissionSets, authorizedAt: Math.floor(now / 1000), refreshToken };
    this.shops.save(shop);
    return { code, expiresAt };
  }

  withdraw(shop: Shop): void {
    if (!shop.authorization) throw conflict(`shop ${shop.appid} has granted nothing`);
    shop.authorization = undefined;
    this.shops.save(shop);
    for (const [code, { appid }] of Object.entries(this.#state.authCodes)) {
      if (appid === shop.appid) delete this.#state.authCodes[code];
    }
    this.#save();
  }

  /** Exchanges a code, once, for a new refresh token; the former one is dead. */
  exchange(code: unknown): Shop {
    const known = typeof code === 'string' ? this.#state.authCodes[code] : undefined;
    if (!known || known.expiresAt < this.clock.now()) throw new WireError(61010, 'code is expired');
    delete this.#state.authCodes[code as string];
    this.#save();
    const shop = this.shops.find(known.appid);
    if (!shop?.authorization) throw new WireError(61007, 'api is unauthorized to component');
    shop.authorization.refreshToken = `refreshtoken@@@${this.random.text(43)}`;
    this.shops.save(shop);
    return shop;
  }

  authorizedShop(appid: unknown): Shop & { authorization: NonNullable<Shop['authorization']> } {
    const shop = typeof appid === 'string' ? this.shops.find(appid) : undefined;
    if (!shop?.authorization) throw new WireError(61007, 'api is unauthorized to component');
    return shop as Shop & { authorization: NonNullable<Shop['authorization']> };
  }

  #save(): void {
    this.settings.set('component', this.#state);
  }
}
