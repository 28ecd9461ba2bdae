import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Configuration } from '@zhanggui/platform';
// The launcher's services run before anything is built, so they are plain JavaScript.
// @ts-expect-error no types
import { freePort, spawnGuarded, stopChild } from '../../tools/services.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** The built api or worker as a process of its own, on the database and Redis of an installation. */
export class AppProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly baseUrl: string,
  ) {}

  static async start(
    app: 'api' | 'worker',
    config: Configuration,
    env: Record<string, string> = {},
  ): Promise<AppProcess> {
    const port = env['PORT'] ?? String(await freePort());
    const child: ChildProcess = spawnGuarded(
      process.execPath,
      ['--enable-source-maps', path.join(root, `dist/apps/${app}/main.js`)],
      {
        env: {
          NODE_ENV: 'production',
          DATABASE_URL: config.databaseUrl,
          REDIS_URL: config.redisUrl,
          ENCRYPTION_KEYS: config.encryptionKeys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(),
          HOST: '127.0.0.1',
          PORT: port,
          PUBLIC_URL: config.publicUrl,
          ADMIN_DIR: '',
          WECHAT_API_BASE_URL: config.wechatBaseUrl,
          WECHAT_CALLS_PER_SECOND: String(config.wechatCallsPerSecond),
          REFUND_CONFIRM_ABOVE_FEN: String(config.refundConfirmAboveFen),
          REQUESTS_PER_MINUTE: String(config.requestsPerMinute),
          LOG_LEVEL: 'error',
          ...env,
        },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`${app} ended with ${code}`)));
    });
    return new AppProcess(child, `http://127.0.0.1:${port}`);
  }

  get port(): string {
    return new URL(this.baseUrl).port;
  }

  /** @returns the exit code, or the signal that ended it */
  end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode) return Promise.resolve(child.signalCode ?? child.exitCode);
    return new Promise((resolve) => {
      child.once('exit', (code, by) => resolve(by ?? code));
      child.kill(signal);
    });
  }

  stop(): Promise<void> {
    return stopChild(this.child, 'SIGKILL');
  }
}
