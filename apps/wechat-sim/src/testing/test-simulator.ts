import pg from 'pg';
import { type Config, readConfig } from '../config';
import { makeServer } from '../http-server';
import { decrypt } from '../pushes/crypt';
import type { SendResult } from '../pushes/http-send';
import type { Letter } from '../pushes/letter';
import { Simulator } from '../simulator';
import { openDatabase } from '../store/database';
import { upgradeSchema } from '../store/schema';

/** What a receiver gets to see of one send. */
export interface Received {
  path: string;
  text: string;
  appid: string;
  /** Seconds since the simulator was started. */
  after: number;
}

/** An answer as it came; a test says what it takes a leaf for. */
export interface Json {
  [name: string]: Json;
  [index: number]: Json;
}

export const textOf = (leaf: unknown): string => String(leaf);

export const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
export const startedAt = Date.parse('2026-03-02T04:00:00Z');

/** A simulator in this process: real database, hand-moved clock, and a receiver that is a function. */
export class TestSimulator {
  readonly received: Received[] = [];
  /** What the receiver answers; a test may replace it. */
  answer: (received: Received) => SendResult = () => ({ status: 200, answer: 'success' });
  private nowMs = startedAt;

  private constructor(
    readonly databaseUrl: string,
    readonly pool: pg.Pool,
    readonly simulator: Simulator,
    readonly server: ReturnType<typeof makeServer>,
  ) {}

  static async start(databaseUrl = freshDatabaseUrl(), env: Record<string, string> = {}): Promise<TestSimulator> {
    const pool = await openDatabase(databaseUrl);
    await upgradeSchema(pool);
    const config: Config = readConfig({ SIM_DATABASE_URL: databaseUrl, ...env });
    let test: TestSimulator | undefined;
    const simulator = new Simulator({
      config,
      pool,
      clock: { now: () => test?.nowMs ?? startedAt },
      send: async (letter) => test!.receive(letter),
      onLostWrite: (error) => {
        throw error;
      },
    });
    const made = new TestSimulator(databaseUrl, pool, simulator, makeServer(simulator));
    test = made;
    await simulator.load();
    return made;
  }

  async stop(): Promise<void> {
    this.simulator.queue.close();
    await this.server.close();
    await this.simulator.writer.settled();
    await this.pool.end();
  }

  /** Moves the real clock, sends what is due and runs what time brings. */
  async pass(seconds: number): Promise<void> {
    this.nowMs += seconds * 1000;
    await this.simulator.ticker.tick(this.simulator.clock.now());
    await this.delivered();
  }

  async delivered(): Promise<void> {
    this.simulator.queue.pump();
    await this.simulator.queue.whenIdle(5000);
  }

  async call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown): Promise<Json> {
    const payload = body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = await this.server.inject({ method, url, ...payload });
    return (answer.body === '' ? { httpStatus: answer.statusCode } : answer.json()) as Json;
  }

  post = (url: string, body?: unknown) => this.call('POST', url, body);
  get = (url: string) => this.call('GET', url);
  put = (url: string, body: unknown) => this.call('PUT', url, body);

  /** A shop with a receiver of its own and a token. */
  async shop(products = 3): Promise<{ appid: string; secret: string; token: string }> {
    const push = { url: 'http://shop.test/push', token: 'push-token', aesKey };
    const { appid, secret } = await this.post('/sim/api/shops', { nickname: '山野茶铺', push, products });
    const { access_token } = await this.post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid,
      secret,
    });
    return { appid: textOf(appid), secret: textOf(secret), token: textOf(access_token) };
  }

  async order(
    appid: string,
    body: Record<string, unknown> = {},
  ): Promise<{ ids: string[]; id: string; giftId: string }> {
    const placed = await this.post(`/sim/api/shops/${appid}/orders`, { pay: true, ...body });
    const ids = placed['orderIds'] as unknown as string[];
    return { ids, id: ids[0]!, giftId: textOf(placed['giftId']) };
  }

  events(): string[] {
    return this.received
      .map(({ text }) => /"Event":"(\w+)"|<(?:Event|InfoType)><!\[CDATA\[(\w+)/.exec(text)!)
      .map((match) => match[1] ?? match[2]!);
  }

  private receive({ url, body }: Letter): SendResult {
    const encrypted = /"Encrypt":"([^"]+)"|<Encrypt><!\[CDATA\[([^\]]+)/.exec(body)!;
    const { text, appid } = decrypt(encrypted[1] ?? encrypted[2]!, aesKey);
    const received = { path: new URL(url).pathname, text, appid, after: (this.nowMs - startedAt) / 1000 };
    this.received.push(received);
    return this.answer(received);
  }
}

let databases = 0;

export function freshDatabaseUrl(): string {
  const server = process.env['TEST_PG'];
  if (!server) throw new Error('TEST_PG is not set: run this through the integration project');
  const url = new URL(server);
  databases += 1;
  url.pathname = `/wechat_sim_${process.pid}_${Date.now()}_${databases}`;
  return url.toString();
}

export async function dropDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  await client.end();
}
