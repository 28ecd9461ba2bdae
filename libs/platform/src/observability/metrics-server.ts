import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Configuration } from '../config/configuration';
import type { Database } from '../database/database';
import type { Logger } from '../logging';
import type { Metrics } from './metrics';

/** Serves `GET /metrics` on an address of its own, so that the public address never has it. Off without a port. */
export class MetricsServer {
  private server: Server | undefined;

  constructor(
    private readonly config: Configuration,
    private readonly metrics: Metrics,
    private readonly db: Database,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const address = this.config.metrics;
    if (!address) return;
    this.metrics.watchProcess(this.db);
    const server = createServer(async (request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
      try {
        const text = await this.metrics.text();
        response.writeHead(200, { 'content-type': this.metrics.registry.contentType }).end(text);
      } catch (error) {
        this.logger.warn({ err: error }, 'metrics could not be collected');
        response.writeHead(503).end();
      }
    });
    this.server = server;
    await new Promise<void>((resolve) => {
      // Without metrics people are blind, with a process that does not start they are closed.
      server.once('error', (error) => {
        this.logger.error({ err: error }, 'metrics are not served');
        resolve();
      });
      server.listen(address.port, address.host, resolve);
    });
  }

  /** The port that was got; undefined when nothing is served. */
  get port(): number | undefined {
    return (this.server?.address() as AddressInfo | null | undefined)?.port;
  }

  async onApplicationShutdown(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server?.listening ? this.server.close(resolve) : resolve(undefined)));
  }
}
