import type pg from 'pg';
import type { RealClock } from '../kit/clock';
import { WireError } from '../kit/errors';
import type { Random } from '../kit/random';
import { column, docColumn, type Table } from '../store/table';
import type { Writer } from '../store/writer';

export type TokenKind = 'stable' | 'plain' | 'component' | 'authorizer';

export interface Token {
  token: string;
  kind: TokenKind;
  /** Whom it speaks for. */
  appid: string;
  /** Milliseconds of the real clock. */
  expiresAt: number;
  replaced: boolean;
}

const lifeSeconds = 7200;
const forgetAfterMs = 86_400_000;

const tokensTable: Table<Token> = {
  name: 'tokens',
  columns: [
    column('token', 'text', ({ token }) => token),
    column('expires_at', 'bigint', ({ expiresAt }) => Math.floor(expiresAt)),
    docColumn(),
  ],
};

/** Access tokens of all kinds; of each kind an appid has one that counts. */
export class Tokens {
  #tokens = new Map<string, Token>();
  #newest = new Map<string, Token>();

  constructor(
    private readonly writer: Writer,
    private readonly clock: RealClock,
    private readonly random: Random,
  ) {}

  async load(pool: pg.Pool): Promise<void> {
    this.clear();
    await pool.query('DELETE FROM tokens WHERE expires_at < $1', [Math.floor(this.clock.now() - forgetAfterMs)]);
    const { rows } = await pool.query<{ doc: Token }>('SELECT doc FROM tokens ORDER BY expires_at');
    for (const { doc } of rows) this.#hold(doc);
  }

  clear(): void {
    this.#tokens = new Map();
    this.#newest = new Map();
  }

  /** The newest of its kind; undefined when it has expired. */
  current(kind: TokenKind, appid: string): Token | undefined {
    const token = this.#newest.get(`${kind}/${appid}`);
    return token && token.expiresAt > this.clock.now() ? token : undefined;
  }

  remainingSeconds(token: Token): number {
    return Math.max(0, Math.floor((token.expiresAt - this.clock.now()) / 1000));
  }

  /** A new one. `replace` ends the former at once; otherwise it lives to its end. */
  issue(kind: TokenKind, appid: string, replace = true): Token {
    const former = this.#newest.get(`${kind}/${appid}`);
    if (former && replace) this.#save({ ...former, replaced: true });
    const expiresAt = this.clock.now() + lifeSeconds * 1000;
    const token = {
      token: `${this.random.int(60, 99)}_${this.random.text(130)}`,
      kind,
      appid,
      expiresAt,
      replaced: false,
    };
    this.#save(token);
    return token;
  }

  /** Makes a token expired for good. */
  expire(token: Token): void {
    this.#save({ ...token, expiresAt: this.clock.now() - 1 });
  }

  /** Ends a token before its time, as a person does who resets the app's secret. */
  revoke(token: Token): void {
    this.#save({ ...token, replaced: true, expiresAt: this.clock.now() - 1 });
  }

  verify(text: string | undefined): Token {
    if (!text) throw new WireError(41001, 'access_token missing');
    const token = this.#tokens.get(text);
    if (!token) throw new WireError(40001, 'invalid credential, access_token is invalid or not latest');
    if (token.replaced) throw new WireError(40001, 'invalid credential, access_token is not latest');
    if (token.expiresAt <= this.clock.now()) throw new WireError(42001, 'access_token expired');
    return token;
  }

  #save(token: Token): void {
    this.#hold(token);
    this.writer.put(tokensTable, token.token, token);
  }

  #hold(token: Token): void {
    this.#tokens.set(token.token, token);
    const slot = `${token.kind}/${token.appid}`;
    const newest = this.#newest.get(slot);
    if (!newest || newest.token === token.token || !token.replaced) this.#newest.set(slot, token);
  }
}
