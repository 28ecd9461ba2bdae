import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';

/**
 * A backup on disk: gzip over lines of JSON. The first line is the header, then comes each table with its rows, parents
 * before children, and the last line proves that nothing is missing. `docs/operations.md` describes it for people.
 */
export interface ArchiveHeader {
  readonly format: 'zhanggui-backup';
  readonly version: 1;
  readonly takenAt: string;
  readonly server: string;
  /** The migrations that had run, oldest first. */
  readonly migrations: readonly string[];
}

/** A line that begins a table; its rows follow as arrays of the columns' text forms, null where there is none. */
export interface ArchiveTable {
  readonly table: string;
  readonly columns: readonly string[];
}

interface ArchiveEnd {
  readonly rows: number;
  readonly sha256: string;
}

/** The file cannot be used; the message says why, for a person. */
export class UnusableArchive extends Error {}

/** Writes under a name of its own first: a file of the wanted name is whole. */
export class ArchiveWriter {
  private readonly hash: Hash = createHash('sha256');
  private readonly gzip: Gzip = createGzip();
  private readonly out: WriteStream;
  private readonly written: Promise<void>;
  private readonly partial: string;
  rows = 0;

  constructor(private readonly file: string) {
    this.partial = `${file}.partial`;
    // Whoever reads it has every password's hash and every order.
    this.out = createWriteStream(this.partial, { mode: 0o600 });
    this.written = finished(this.out);
    this.written.catch(() => undefined);
    this.out.on('error', (error) => this.gzip.destroy(error));
    this.gzip.pipe(this.out);
  }

  header(header: ArchiveHeader): Promise<void> {
    return this.line(JSON.stringify(header));
  }

  table(table: ArchiveTable): Promise<void> {
    return this.line(JSON.stringify(table));
  }

  /** @param lines JSON arrays as text */
  async addRows(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    this.rows += lines.length;
    await this.line(lines.join('\n'));
  }

  async end(): Promise<void> {
    const end: ArchiveEnd = { rows: this.rows, sha256: this.hash.digest('hex') };
    this.gzip.end(`${JSON.stringify(end)}\n`);
    await this.written;
    await rename(this.partial, this.file);
  }

  async discard(): Promise<void> {
    this.gzip.destroy();
    this.out.destroy();
    await rm(this.partial, { force: true });
  }

  private async line(text: string): Promise<void> {
    const line = `${text}\n`;
    this.hash.update(line);
    if (!this.gzip.write(line))
      await Promise.race([new Promise((resolve) => this.gzip.once('drain', resolve)), this.written]);
  }
}

/** Lines of the file as they come. @throws UnusableArchive when it is cut short or is no archive */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    gunzip.setEncoding('utf8');
    let rest = '';
    for await (const chunk of source.pipe(gunzip)) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
    if (rest !== '') throw new UnusableArchive('The backup is cut short.');
  } catch (error) {
    if (error instanceof UnusableArchive || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    throw new UnusableArchive(`The backup cannot be read: ${(error as Error).message}.`);
  } finally {
    source.destroy();
  }
}

/** Reads the whole file and its proof. @returns its header. @throws UnusableArchive */
export async function checkArchive(file: string): Promise<ArchiveHeader> {
  const hash = createHash('sha256');
  let header: ArchiveHeader | undefined;
  let last: string | undefined;
  let rows = 0;
  for await (const line of linesOf(file)) {
    if (last !== undefined) {
      hash.update(`${last}\n`);
      if (last.startsWith('[')) rows += 1;
    }
    header ??= headerOf(line);
    last = line;
  }
  const end = last === undefined ? undefined : (JSON.parse(last) as Partial<ArchiveEnd>);
  if (!header || end?.sha256 !== hash.digest('hex') || end.rows !== rows)
    throw new UnusableArchive('The backup is cut short or was changed.');
  return header;
}

function headerOf(line: string): ArchiveHeader {
  let header: Partial<ArchiveHeader> = {};
  try {
    header = JSON.parse(line) as Partial<ArchiveHeader>;
  } catch {
    // No JSON: said below.
  }
  if (header.format !== 'zhanggui-backup') throw new UnusableArchive('The file is not a backup of Zhanggui.');
  if (header.version !== 1)
    throw new UnusableArchive('The backup was made by a newer release: restore it with that one.');
  return header as ArchiveHeader;
}

/** Tables and pages of their rows, in the order of the file; to be read after `checkArchive`. */
export async function* readArchive(file: string): AsyncGenerator<{ table: ArchiveTable; rows: string[] }> {
  const pageChars = 1 << 20;
  let table: ArchiveTable | undefined;
  let rows: string[] = [];
  let chars = 0;
  for await (const line of linesOf(file)) {
    const isRow = line.startsWith('[');
    if (table && rows.length > 0 && (!isRow || chars > pageChars)) {
      yield { table, rows };
      rows = [];
      chars = 0;
    }
    if (isRow) {
      rows.push(line);
      chars += line.length;
    } else {
      const opening = JSON.parse(line) as Partial<ArchiveTable>;
      if (opening.table) table = opening as ArchiveTable;
    }
  }
}
