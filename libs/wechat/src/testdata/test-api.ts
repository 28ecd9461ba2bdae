import type { CallTrace } from '../api/call';
import { WechatApi, type WechatApiOptions } from '../api/wechat-api';
import type { CredentialSource, ShopCredentials } from '../tokens/credentials';
import { MemoryTokenStore } from '../tokens/memory-token-store';
import type { ScriptedPlatform } from './scripted-platform';

export const SHOP = 'wx5c0ffee15badd00d';
export const COMPONENT = 'wxd15ea5e0c0mp0001';
export const START = new Date('2026-03-01T10:00:20Z');

/** Time that passes only when something sleeps or a test says so. */
export class TestTime {
  readonly slept: number[] = [];
  private ms = START.getTime();

  readonly now = (): Date => new Date(this.ms);

  readonly sleep = async (ms: number): Promise<void> => {
    this.slept.push(ms);
    this.ms += ms;
    // Lets answers that are on their way arrive.
    await new Promise((next) => setImmediate(next));
  };

  pass(seconds: number): void {
    this.ms += seconds * 1000;
  }
}

/** Credentials in memory, which remember what was saved. */
export class TestCredentials implements CredentialSource {
  ticket: string | undefined = 'ticket-1';
  readonly saved: [appId: string, refreshToken: string][] = [];

  constructor(private readonly credentials: ShopCredentials) {}

  async shop(appId: string): Promise<ShopCredentials> {
    return { ...this.credentials, appId };
  }

  async saveRefreshToken(appId: string, refreshToken: string): Promise<void> {
    this.saved.push([appId, refreshToken]);
    if (this.credentials.mode === 'provider') this.credentials.refreshToken = refreshToken;
  }

  async componentTicket(): Promise<string | undefined> {
    return this.ticket;
  }
}

export interface TestApi {
  api: WechatApi;
  time: TestTime;
  traces: CallTrace[];
  credentials: TestCredentials;
  store: MemoryTokenStore;
}

export function selfRun(): ShopCredentials {
  return { mode: 'self_run', appId: SHOP, secret: 'S3CR3T' };
}

export function provided(refreshToken = 'refresh-1'): ShopCredentials {
  return { mode: 'provider', appId: SHOP, refreshToken };
}

export function buildApi(
  platform: Pick<ScriptedPlatform, 'baseUrl'>,
  credentials: ShopCredentials = selfRun(),
  others: Partial<WechatApiOptions> & { time?: TestTime; store?: MemoryTokenStore } = {},
): TestApi {
  const { time = new TestTime(), store = new MemoryTokenStore(time.now), ...options } = others;
  const traces: CallTrace[] = [];
  const source = new TestCredentials(credentials);
  const api = new WechatApi({
    baseUrl: platform.baseUrl,
    tokens: store,
    credentials: source,
    limiter: { take: async () => 0 },
    recorder: { record: (trace) => traces.push(trace) },
    clock: time.now,
    sleep: time.sleep,
    random: () => 1,
    component: { appId: COMPONENT, secret: 'C0MP' },
    ...options,
  });
  return { api, time, traces, credentials: source, store };
}
