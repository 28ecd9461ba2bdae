import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { errorLine } from './observability/error-line';

export type { Logger } from 'pino';

/** JSON lines on standard output. Secrets and personal data are never passed to it. */
export const createLogger = (level: string, name: string, stream: DestinationStream = pino.destination(1)): Logger =>
  pino(
    {
      level,
      name,
      serializers: { err: errorLine },
      redact: {
        paths: ['password', 'secret', 'token', '*.password', '*.secret', '*.token', '*.aesKey'],
        censor: '[hidden]',
      },
    },
    stream,
  );

/** Nest's own messages through the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
