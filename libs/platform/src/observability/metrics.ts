import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/database';
import type { WorkQueues } from '../queue/queues';
import { queueNames } from '../queue/work';

const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const jobSeconds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/**
 * What this process counts. Labels have few values by construction: route patterns, topics and paths of the code, never
 * an id, a name or an address as it came.
 */
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'zhanggui_http_request_seconds',
    help: 'HTTP requests by route pattern and class of status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: requestSeconds,
    registers: [this.registry],
  });
  readonly jobs = new Histogram({
    name: 'zhanggui_job_seconds',
    help: 'Work done, by topic and what came of it: done, later, parked or gone',
    labelNames: ['topic', 'outcome'] as const,
    buckets: jobSeconds,
    registers: [this.registry],
  });
  readonly platformCalls = new Histogram({
    name: 'zhanggui_platform_call_seconds',
    help: 'Attempts of calls to the platform, by path and outcome: ok, or the kind of error',
    labelNames: ['path', 'outcome'] as const,
    buckets: requestSeconds,
    registers: [this.registry],
  });
  readonly refusedCallbacks = new Counter({
    name: 'zhanggui_callbacks_refused_total',
    help: 'Pushes that were refused, by reason',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  private readonly looks: (() => void | Promise<void>)[] = [];

  /** A gauge that is set by a look at the moment of asking; see `atScrape`. */
  gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** Has something looked at whenever somebody asks for the metrics, and only then. */
  atScrape(look: () => void | Promise<void>): void {
    this.looks.push(look);
  }

  /** Everything in Prometheus' text form. */
  async text(): Promise<string> {
    await Promise.all(this.looks.map((look) => look()));
    return this.registry.metrics();
  }

  /** The process itself and its database connections. */
  watchProcess(db: Database): void {
    collectDefaultMetrics({ register: this.registry });
    const help = 'Database connections of this process by role: used, idle, and requests that wait for one';
    const connections = this.gauge('zhanggui_database_connections', help, ['role', 'state']);
    this.atScrape(() => {
      for (const { role, ...states } of db.connections())
        for (const [state, count] of Object.entries(states)) connections.set({ role, state }, count);
    });
  }

  /** Jobs in Redis; work that has not got there yet is counted from PostgreSQL by the api. */
  watchQueues(queues: WorkQueues): void {
    const jobs = this.gauge('zhanggui_queue_jobs', 'Jobs in Redis by queue: waiting and active', ['queue', 'state']);
    this.atScrape(async () => {
      for (const queue of queueNames)
        for (const [state, count] of Object.entries(await queues.load(queue))) jobs.set({ queue, state }, count);
    });
  }
}

/** 200 and 204 are one class; a figure per code would say little more and cost a series each. */
export const statusClass = (status: number): string => `${Math.floor(status / 100)}xx`;
