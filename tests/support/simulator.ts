import { randomBytes } from 'node:crypto';
import path from 'node:path';
// The launcher's services run before anything is built, so they are plain JavaScript.
// @ts-expect-error no types
import { freePort, spawnGuarded, stopChild } from '../../tools/services.mjs';
import { Caller } from './caller';

const root = path.resolve(import.meta.dirname, '../..');

export interface SimulatedShop {
  readonly appid: string;
  readonly secret: string;
  readonly username: string;
}
export interface SimulatedOrder {
  readonly id: string;
  readonly paidFen: number;
  readonly status: number;
}
export interface SimulatedDay {
  readonly ordersPaid: number;
  readonly gmvFen: number;
  readonly refundFen: number;
  readonly expiredGiftFen: number;
}

/** The stand-in for the platform as a process of its own, with a database of its own: the product sees a base URL. */
export class Simulator {
  private constructor(
    readonly baseUrl: string,
    private readonly child: unknown,
    readonly api: Caller,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<Simulator> {
    const port: number = await freePort();
    const database = new URL(process.env['TEST_PG']!);
    database.pathname = `/sim_${randomBytes(6).toString('hex')}`;
    const child = spawnGuarded(
      process.execPath,
      ['--enable-source-maps', path.join(root, 'dist/apps/wechat-sim/main.js')],
      {
        env: {
          SIM_PORT: String(port),
          SIM_DATABASE_URL: database.toString(),
          SIM_RETRY_SCHEDULE: '0,0,1,1,2,2,5,5,5',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('"ready":true') && resolve());
      child.once('exit', (code: number) => reject(new Error(`The simulator ended with ${code}`)));
    });
    const baseUrl = `http://127.0.0.1:${port}`;
    return new Simulator(baseUrl, child, new Caller(baseUrl));
  }

  async stop(): Promise<void> {
    await stopChild(this.child, 'SIGTERM');
  }

  shop(nickname: string, push?: { url: string; token: string; aesKey: string }): Promise<SimulatedShop> {
    return this.api.post('/sim/api/shops', { nickname, ...(push ? { push } : {}) });
  }

  async order(appid: string, body: Record<string, unknown> = {}): Promise<{ orderIds: string[]; giftId?: string }> {
    return this.api.post(`/sim/api/shops/${appid}/orders`, body);
  }

  async paidOrder(appid: string, body: Record<string, unknown> = {}): Promise<string> {
    return (await this.order(appid, { pay: true, ...body })).orderIds[0]!;
  }

  async act(orderId: string, act: string, body: Record<string, unknown> = {}): Promise<SimulatedOrder> {
    return (await this.api.post<{ order: SimulatedOrder }>(`/sim/api/orders/${orderId}/${act}`, body)).order;
  }

  async get(orderId: string): Promise<SimulatedOrder> {
    return (await this.api.get<{ order: SimulatedOrder }>(`/sim/api/orders/${orderId}`)).order;
  }

  faults(faults: Record<string, unknown>): Promise<unknown> {
    return this.api.put('/sim/api/faults', faults);
  }

  /** Waits until no push is waiting that is due. */
  async pushed(): Promise<void> {
    while (!(await this.api.post<{ idle: boolean }>('/sim/api/pushes/idle', {})).idle);
  }

  async figures(appid: string, tz: string): Promise<Record<string, SimulatedDay>> {
    const query = new URLSearchParams({ appid, from: '2000-01-01', to: '2100-01-01', tz });
    return (await this.api.get<{ days: Record<string, SimulatedDay> }>(`/sim/api/figures?${query}`)).days;
  }
}
