import { type JobsOptions, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type QueueName, queueNames } from './work';

/** What a job carries: ids only. Redis may lose it; the row in PostgreSQL is the work. */
export interface WorkJob {
  readonly merchantId: string;
  readonly id: string;
}

/** The lane of a merchant within a queue: FNV-1a of its id. Never changed while jobs wait. */
export function laneOf(merchantId: string, lanes: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < merchantId.length; i++) hash = Math.imul(hash ^ merchantId.charCodeAt(i), 0x01000193) >>> 0;
  return hash % lanes;
}

/** The tag in braces keeps all keys of one lane on one node of a Redis cluster. */
const lanePrefix = (queue: QueueName, lane: number) => `{zhanggui-${queue}-${lane}}`;

// A finished job leaves nothing behind: a kept one would swallow the same work when it is queued again.
const jobOptions: JobsOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

/** The sending side: every queue with its lanes. */
export class WorkQueues {
  private readonly queues = new Map<QueueName, Queue<WorkJob>[]>();

  constructor(
    connection: Redis,
    private readonly lanes: number,
  ) {
    for (const name of queueNames) {
      const ofLanes = Array.from(
        { length: lanes },
        (_, lane) => new Queue<WorkJob>(name, { connection, prefix: lanePrefix(name, lane) }),
      );
      this.queues.set(name, ofLanes);
    }
  }

  /** @param jobs with `attempts`, so that work given back is a new job and work still waiting is the same one */
  async add(name: QueueName, jobs: readonly (WorkJob & { readonly attempts: number })[]): Promise<void> {
    const lanes = this.queues.get(name)!;
    await Promise.all(
      lanes.map((queue, lane) => {
        const mine = jobs.filter((job) => laneOf(job.merchantId, this.lanes) === lane);
        if (mine.length === 0) return undefined;
        return queue.addBulk(
          mine.map(({ merchantId, id, attempts }) => ({
            name,
            data: { merchantId, id },
            opts: { ...jobOptions, jobId: `${id}-${attempts}` },
          })),
        );
      }),
    );
  }

  /** Jobs waiting or being worked on. */
  async load(name: QueueName): Promise<{ waiting: number; active: number }> {
    const counts = await Promise.all(this.queues.get(name)!.map((queue) => queue.getJobCounts('waiting', 'active')));
    return {
      waiting: counts.reduce((sum, count) => sum + (count['waiting'] ?? 0), 0),
      active: counts.reduce((sum, count) => sum + (count['active'] ?? 0), 0),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].flat().map((queue) => queue.close()));
  }
}

/** The receiving side. `handle` never throws for a failure of the work itself: that is written to its row. */
export function startWorkers(
  connection: Redis,
  options: { lanes: number; concurrency: number },
  handle: (job: WorkJob) => Promise<void>,
  onError: (error: Error) => void,
): Worker<WorkJob>[] {
  return queueNames.flatMap((name) =>
    Array.from({ length: options.lanes }, (_, lane) => {
      const share = name === 'history' ? Math.max(1, Math.floor(options.concurrency / 2)) : options.concurrency;
      const worker = new Worker<WorkJob>(name, (job) => handle(job.data), {
        connection: connection.duplicate(),
        prefix: lanePrefix(name, lane),
        concurrency: Math.max(1, Math.ceil(share / options.lanes)),
        drainDelay: 5,
      });
      worker.on('error', onError);
      return worker;
    }),
  );
}
