import { appendFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Configuration, Database, LOGGER, type Logger } from '@zhanggui/platform';

/** A line of the file of heads. */
export interface HeadLine {
  readonly at: string;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

const pageSize = 500;

/**
 * Writes the heads of all chains down outside the database, once a day: whoever can rewrite the tables can make hashes fit,
 * but not those that were written elsewhere. They go into the log, and into a file where one is configured.
 */
@Injectable()
export class AuditHeads {
  private writtenOn = '';

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns how many heads were written; 0 when this process wrote them today */
  async writeDaily(): Promise<number> {
    const today = this.clock.now().toISOString().slice(0, 10);
    if (this.writtenOn === today) return 0;
    const count = await this.write();
    this.writtenOn = today;
    return count;
  }

  async write(): Promise<number> {
    let count = 0;
    for (const [side, table] of [
      ['provider', 'provider_audit_head'],
      ['merchant', 'merchant_audit_head'],
    ] as const) {
      for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
        const rows = await this.db.systemQuery<{ owner: string; seq: string; hash: string }>(
          `SELECT ${side}_id AS owner, seq, hash FROM ${table} WHERE ${side}_id > $1 ORDER BY ${side}_id LIMIT ${pageSize}`,
          [after],
        );
        if (rows.length === 0) break;
        await this.writeLines(
          rows.map(({ owner, seq, hash }) => ({
            at: this.clock.now().toISOString(),
            chain: `${side} ${owner}`,
            seq: Number(seq),
            hash,
          })),
        );
        after = rows.at(-1)!.owner;
        count += rows.length;
      }
    }
    return count;
  }

  private async writeLines(lines: readonly HeadLine[]): Promise<void> {
    for (const line of lines) this.logger.info({ auditHead: line }, 'head of an audit chain');
    if (this.config.auditHeadsFile)
      await appendFile(this.config.auditHeadsFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}
