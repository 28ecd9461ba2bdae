import { randomUUID } from 'node:crypto';
import { WechatError, type WechatErrorKind } from '../errors/wechat-error';
import type { StoredToken, TokenKey, TokenStore } from './token-store';

/** A token as the platform hands it out. */
export interface IssuedToken {
  token: string;
  /** What is left of its life: the platform may hand out a token that it made earlier. */
  lifeSeconds: number;
}

export interface TokenIssuer {
  /** The present token, or one made anew when the platform finds it due. */
  issue(key: TokenKey): Promise<IssuedToken>;
  /** Kills the present token and makes another, where the platform offers that. */
  force(key: TokenKey): Promise<IssuedToken>;
}

interface Memo {
  token: string;
  until: number;
}

export interface AccessTokensOptions {
  store: TokenStore;
  issuer: TokenIssuer;
  clock: () => Date;
  sleep: (ms: number) => Promise<void>;
}

const MEMO_MS = 30_000;
const EMERGENCY_MEMO_MS = 5000;
const LEASE_SECONDS = 60;
const LONGEST_WAIT_MS = 20_000;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 500;
/** How long before its end a token is replaced. A component token early enough to live through a late ticket. */
const MARGIN_SECONDS = { shop: 60, component: 600 };
const passing: ReadonlySet<WechatErrorKind> = new Set([
  'busy',
  'network',
  'quota_minute',
  'component_ticket',
  'unreadable',
]);

/** Hands out access tokens: from a short memo, else from the store that all processes share, else from the platform, one refresh at a time. */
export class AccessTokens {
  private readonly memos = new Map<string, Memo>();
  private readonly underWay = new Map<string, Promise<string>>();

  constructor(private readonly options: AccessTokensOptions) {}

  async get(key: TokenKey): Promise<string> {
    const memo = this.memos.get(idOf(key));
    if (memo && memo.until > this.now()) return memo.token;
    return this.once(idOf(key), () => this.obtain(key, undefined));
  }

  /** A token in place of one that the platform refused. */
  async replace(key: TokenKey, refused: string): Promise<string> {
    this.forget(key, refused);
    return this.once(`${idOf(key)} ${refused}`, () => this.obtain(key, refused));
  }

  /** Drops the memo of a refused token. */
  forget(key: TokenKey, refused: string): void {
    if (this.memos.get(idOf(key))?.token === refused) this.memos.delete(idOf(key));
  }

  /** Keeps a token that came along with another answer. When somebody refreshes at this moment, their token stands. */
  async keep(key: TokenKey, issued: IssuedToken): Promise<void> {
    const holder = randomUUID();
    if (!(await this.options.store.lease(key, holder, LEASE_SECONDS))) return;
    try {
      await this.write(key, issued, holder);
    } finally {
      await this.options.store.release(key, holder);
    }
  }

  private async obtain(key: TokenKey, refused: string | undefined): Promise<string> {
    const holder = randomUUID();
    for (let waitedMs = 0, pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_POLL_MS)) {
      const stored = await this.options.store.read(key);
      if (stored && this.isUsable(stored, refused)) return this.memorise(key, stored);
      if (await this.options.store.lease(key, holder, LEASE_SECONDS)) return this.refresh(key, holder, refused);
      if (waitedMs >= LONGEST_WAIT_MS) throw new WechatError({ kind: 'busy', path: 'access token', permanent: false });
      await this.options.sleep(pauseMs);
      waitedMs += pauseMs;
    }
  }

  private async refresh(key: TokenKey, holder: string, refused: string | undefined): Promise<string> {
    try {
      // The former holder may have written between our look and our lease.
      const stored = await this.options.store.read(key);
      if (stored && this.isUsable(stored, refused)) return this.memorise(key, stored);
      return await this.issueAndWrite(key, holder, stored, refused);
    } finally {
      await this.options.store.release(key, holder);
    }
  }

  private async issueAndWrite(
    key: TokenKey,
    holder: string,
    stored: StoredToken | undefined,
    refused: string | undefined,
  ): Promise<string> {
    try {
      let issued = await this.options.issuer.issue(key);
      if (issued.token === refused) issued = await this.options.issuer.force(key);
      return await this.write(key, issued, holder);
    } catch (error) {
      if (stored && stored.token !== refused && this.mayStillLive(key, stored) && isPassing(error)) {
        this.memos.set(idOf(key), { token: stored.token, until: this.now() + EMERGENCY_MEMO_MS });
        return stored.token;
      }
      throw error;
    }
  }

  private async write(key: TokenKey, { token, lifeSeconds }: IssuedToken, holder: string): Promise<string> {
    const marginSeconds = Math.min(MARGIN_SECONDS[key.kind], lifeSeconds / 5);
    const stored = { token, expiresAt: new Date(this.now() + (lifeSeconds - marginSeconds) * 1000) };
    await this.options.store.write(key, stored, holder);
    return this.memorise(key, stored);
  }

  private memorise(key: TokenKey, { token, expiresAt }: StoredToken): string {
    this.memos.set(idOf(key), { token, until: Math.min(expiresAt.getTime(), this.now() + MEMO_MS) });
    return token;
  }

  private isUsable({ token, expiresAt }: StoredToken, refused: string | undefined): boolean {
    return token !== refused && expiresAt.getTime() > this.now();
  }

  /** `expiresAt` lies before the platform's own end by about the margin. */
  private mayStillLive(key: TokenKey, { expiresAt }: StoredToken): boolean {
    return expiresAt.getTime() + MARGIN_SECONDS[key.kind] * 1000 > this.now();
  }

  private once(id: string, work: () => Promise<string>): Promise<string> {
    const running = this.underWay.get(id);
    if (running) return running;
    const started = work().finally(() => this.underWay.delete(id));
    this.underWay.set(id, started);
    return started;
  }

  private now(): number {
    return this.options.clock().getTime();
  }
}

function idOf({ kind, appId }: TokenKey): string {
  return `${kind}:${appId}`;
}

function isPassing(error: unknown): boolean {
  return error instanceof WechatError && passing.has(error.kind);
}
