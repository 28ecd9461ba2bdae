import type { Clock } from '../clock';
import type { SystemTx } from '../database/database';
import type { Logger } from '../logging';
import { type HeldWork, renewLease, returnLease } from './work';

const renewEveryMs = 10_000;

/**
 * What this process works on at this moment. Leases are short, so that the work of a process that died is taken over soon;
 * those of a living one are renewed here for as long as it takes.
 */
export class HeldLeases {
  private readonly held = new Map<string, HeldWork>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tx: SystemTx,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  add(work: HeldWork): void {
    this.held.set(work.leaseToken, work);
    this.timer ??= setInterval(() => void this.renew(), renewEveryMs).unref();
  }

  remove(work: HeldWork): void {
    this.held.delete(work.leaseToken);
    if (this.held.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Row by row: a statement over several would wait for one transaction of ours while holding what another needs. */
  async renew(): Promise<void> {
    try {
      for (const work of [...this.held.values()]) await renewLease(this.tx, work, this.clock.now());
    } catch (error) {
      this.logger.warn({ err: error }, 'leases could not be renewed; trying again');
    }
  }

  /** Gives everything back at once, for other processes; what still goes on here cannot commit any more. */
  async release(): Promise<void> {
    for (const work of [...this.held.values()]) {
      await returnLease(this.tx, work);
      this.remove(work);
    }
  }
}
