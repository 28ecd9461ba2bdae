import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccountsModule } from '@zhanggui/accounts';
import { AuditModule } from '@zhanggui/audit';
import { IngestionWorkerModule, Scheduler, WorkProcessor } from '@zhanggui/ingestion';
import {
  Clock,
  type Configuration,
  ConfigurationError,
  createLogger,
  Database,
  Metrics,
  NestLog,
  PlatformModule,
  queueConnection,
  readConfiguration,
  startWorkers,
  WorkDispatcher,
  WorkQueues,
} from '@zhanggui/platform';

/** What is being worked on has this long to be finished; then it is given back for another process. */
const finishMs = 5000;
/** A graceful end has this long; then the process ends anyway, and what it held is taken over when its leases run out. */
const shutdownMs = 15_000;

async function start(config: Configuration): Promise<void> {
  const logger = createLogger(config.logLevel, 'worker');

  @Module({
    imports: [
      PlatformModule.forRoot(config, { name: 'worker', logger }),
      AuditModule,
      AccountsModule,
      IngestionWorkerModule,
    ],
  })
  class WorkerApp {}

  const app = await NestFactory.createApplicationContext(WorkerApp, { logger: new NestLog(logger) });
  const db = app.get(Database);
  const redis = queueConnection(config.redisUrl);
  redis.on('error', (error) => logger.warn({ err: error }, 'Redis is not reachable'));
  const queues = new WorkQueues(redis, config.queueLanes);
  app.get(Metrics).watchQueues(queues);
  const dispatcher = new WorkDispatcher(db, queues, app.get(Clock), logger);
  const processor = app.get(WorkProcessor);
  const workers = startWorkers(
    redis,
    { lanes: config.queueLanes, concurrency: config.workerConcurrency },
    async (job) => void (await processor.process(job)),
    (error) => logger.warn({ err: error }, 'a queue worker met an error'),
  );
  const scheduler = app.get(Scheduler);
  dispatcher.start();
  scheduler.start();
  logger.info('worker is ready');
  process.send?.('ready');

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), shutdownMs).unref();
    const finished = Promise.all([dispatcher.stop(), scheduler.stop(), ...workers.map((worker) => worker.close())]);
    const isFinished = await Promise.race([finished.then(() => true), pause(finishMs, false)]);
    await processor.release();
    // What was given back may still wait for an answer, which nobody needs any more.
    if (isFinished) await app.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void end());
  process.once('SIGINT', () => void end());
}

try {
  await start(readConfiguration());
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigurationError ? error.message : String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
}
