import { Injectable } from '@nestjs/common';
import {
  addDays,
  businessDay,
  businessHour,
  type EntryPoint,
  type Figures,
  type LocalDate,
  noFigures,
} from '@zhanggui/contracts';
import { Clock, Database, type ReadContext, storeCondition } from '@zhanggui/platform';
import { figuresOf, measureColumns } from './metric-tables';

const sums = measureColumns.map((column) => `sum(${column})::text AS ${column}`).join(', ');
const columns = measureColumns.join(', ');

export interface DayFigures extends Figures {
  readonly day: LocalDate;
}

export interface DayRange {
  readonly from: LocalDate;
  /** Inclusive. */
  readonly to: LocalDate;
}

/** Reads figures: the folded tables and the differences not yet folded, in one statement. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Figures per business day, each store in its own zone; days without sales are zeros. */
  async byDay(context: ReadContext, range: DayRange): Promise<DayFigures[]> {
    const rows = await this.grouped<{ day: string }>(context, range, 'metric_day', 'day::text AS day', 'day');
    const known = new Map(rows.map((row) => [row.day, figuresOf(row)]));
    const days: DayFigures[] = [];
    for (let day = range.from; day <= range.to; day = addDays(day, 1))
      days.push({ day, ...(known.get(day) ?? noFigures()) });
    return days;
  }

  /** Figures per local hour of one day. */
  async byHour(context: ReadContext, day: LocalDate): Promise<(Figures & { hour: string })[]> {
    const rows = await this.grouped<{ hour: Date }>(context, { from: day, to: day }, 'metric_hour', 'hour', 'hour');
    return rows
      .map((row) => ({ hour: row.hour.toISOString(), ...figuresOf(row) }))
      .sort((a, b) => a.hour.localeCompare(b.hour));
  }

  async byEntryPoint(context: ReadContext, range: DayRange): Promise<(Figures & { entryPoint: EntryPoint })[]> {
    const rows = await this.grouped<{ entry_point: EntryPoint }>(
      context,
      range,
      'metric_day',
      'entry_point',
      'entry_point',
    );
    return rows.map((row) => ({ entryPoint: row.entry_point, ...figuresOf(row) })).sort((a, b) => b.gmvFen - a.gmvFen);
  }

  async total(context: ReadContext, range: DayRange): Promise<Figures> {
    const [row] = await this.grouped(context, range, 'metric_day', '1 AS one', '1');
    return row ? figuresOf(row) : noFigures();
  }

  /**
   * The part of a day that has passed, for comparing today with yesterday at the same hour.
   * @param before the hour (exclusive) up to which is counted
   */
  async totalUntilHour(context: ReadContext, day: LocalDate, before: Date): Promise<Figures> {
    return this.db.read(context, async (tx) => {
      const stores = storeCondition(context, 4);
      const where = `${tx.scopeColumn} = $1 AND day = $2 AND hour < $3${stores.sql}`;
      const [row] = await tx.query(
        `SELECT ${sums} FROM (SELECT ${columns} FROM metric_hour WHERE ${where} UNION ALL SELECT ${columns} FROM metric_delta WHERE ${where}) AS t`,
        [day, before, ...stores.params],
      );
      return row ? figuresOf(row) : noFigures();
    });
  }

  /** "Today" in the zone in which the person looks at the figures. */
  today(timeZone: string): LocalDate {
    return businessDay(this.clock.now(), timeZone);
  }

  currentHour(timeZone: string): Date {
    return businessHour(this.clock.now(), timeZone);
  }

  private grouped<Key>(
    context: ReadContext,
    range: DayRange,
    table: 'metric_day' | 'metric_hour',
    select: string,
    group: string,
  ) {
    return this.db.read(context, (tx) => {
      const stores = storeCondition(context, 4);
      const where = `${tx.scopeColumn} = $1 AND day BETWEEN $2 AND $3${stores.sql}`;
      const key = group === '1' ? '' : `${group}, `;
      const grouping = group === '1' ? 'HAVING count(*) > 0' : `GROUP BY ${group}`;
      return tx.query<Key & Record<string, unknown>>(
        `SELECT ${select}, ${sums} FROM (SELECT ${key}${columns} FROM ${table} WHERE ${where}
           UNION ALL SELECT ${key}${columns} FROM metric_delta WHERE ${where}) AS t ${grouping}`,
        [range.from, range.to, ...stores.params],
      );
    });
  }
}
