import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CallbacksService } from '@zhanggui/ingestion';
import { Clock, CONFIG, type Configuration, Database, Public, requestConnection } from '@zhanggui/platform';
import { migrationNames } from '@zhanggui/schema';
import { Ending } from './ending';

interface Reply {
  status(code: number): Reply;
}
interface Part {
  ready: boolean;
  detail: string;
}

/** Due work may wait this long before the installation counts as not keeping up. */
const lagLimitSeconds = 300;

@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  private readonly redis;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly callbacks: CallbacksService,
    private readonly ending: Ending,
    @Inject(CONFIG) config: Configuration,
  ) {
    this.redis = requestConnection(config.redisUrl);
    // Its state is what readiness reports.
    this.redis.on('error', () => undefined);
  }

  /** The process is alive. */
  @Get('healthz')
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** Whether everything that a request needs is there; says which part is not. */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<Record<string, unknown>> {
    const parts = {
      database: await this.check(() => this.db.systemQuery('SELECT 1')),
      migrations: await this.check(() => this.migrations()),
      redis: await this.check(() => this.redis.ping()),
      queue: await this.check(() => this.queueLag()),
    };
    const isReady = !this.ending.isBegun && Object.values(parts).every((part) => part.ready);
    if (!isReady) reply.status(503);
    return {
      status: this.ending.isBegun ? 'ending' : isReady ? 'ready' : 'not ready',
      ...parts,
      refusedCallbacks: Object.fromEntries(this.callbacks.refused),
    };
  }

  private async check(probe: () => Promise<unknown>): Promise<Part> {
    try {
      const detail = await probe();
      return { ready: true, detail: typeof detail === 'string' ? detail : 'ok' };
    } catch (error) {
      return { ready: false, detail: error instanceof NotReady ? error.message : 'not reachable' };
    }
  }

  private async migrations(): Promise<string> {
    const rows = await this.db.systemQuery<{ name: string }>('SELECT name FROM schema_migration');
    const known = new Set(rows.map((row) => row.name));
    const missing = migrationNames.filter((name) => !known.has(name));
    if (missing.length > 0) throw new NotReady(`${missing.length} migrations have not run`);
    return `${known.size} migrations`;
  }

  private async queueLag(): Promise<string> {
    const now = this.clock.now();
    const [row] = await this.db.systemQuery<{ oldest: Date | null }>(
      "SELECT min(available_at) AS oldest FROM work WHERE queue = 'live' AND parked_at IS NULL AND available_at <= $1",
      [now],
    );
    const lag = row?.oldest ? Math.round((now.getTime() - row.oldest.getTime()) / 1000) : 0;
    if (lag > lagLimitSeconds) throw new NotReady(`work waits for ${lag} s: is a worker running?`);
    return `${lag} s`;
  }
}

class NotReady extends Error {}
