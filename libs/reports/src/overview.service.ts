import { Injectable } from '@nestjs/common';
import { addDays, averageOrderFen, type Figures, netFen, returnRate } from '@zhanggui/contracts';
import { OrderCounts } from '@zhanggui/orders';
import { Clock, type ReadContext } from '@zhanggui/platform';
import { StoresService } from '@zhanggui/stores';
import type { FiguresDto, FiguresPointDto, OverviewDto, OverviewQuery } from './dto/overview.dto';
import { ReportsService } from './reports.service';

const daysOf = { today: 1, '7d': 7, '30d': 30 } as const;

/** The first page: how the business goes, and what waits. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly reports: ReportsService,
    private readonly counts: OrderCounts,
    private readonly stores: StoresService,
    private readonly clock: Clock,
  ) {}

  async read(context: ReadContext, query: OverviewQuery): Promise<OverviewDto> {
    const period = query.period ?? 'today';
    const timeZone = query.timeZone ?? (await this.stores.timeZoneFor(context));
    const to = this.reports.today(timeZone);
    const days = daysOf[period];
    const from = addDays(to, 1 - days);
    const earlier = { from: addDays(from, -days), to: addDays(from, -1) };
    const isToday = period === 'today';
    const nextHour = new Date(this.reports.currentHour(timeZone).getTime() + 3_600_000);
    const [figures, before, points, pointsBefore, entryPoints, waiting] = await Promise.all([
      this.reports.total(context, { from, to }),
      isToday
        ? this.reports.totalUntilHour(context, earlier.to, new Date(nextHour.getTime() - 86_400_000))
        : this.reports.total(context, earlier),
      isToday ? this.hours(context, to) : this.days(context, { from, to }),
      isToday ? this.hours(context, earlier.to) : this.days(context, earlier),
      this.reports.byEntryPoint(context, { from, to }),
      this.counts.waiting(context),
    ]);
    return {
      period,
      timeZone,
      from,
      to,
      figures: toFiguresDto(figures),
      before: toFiguresDto(before),
      points,
      pointsBefore,
      entryPoints: entryPoints.map(({ entryPoint, ...row }) => ({ entryPoint, ...toFiguresDto(row) })),
      waiting,
      asOf: this.clock.now().toISOString(),
    };
  }

  private async hours(context: ReadContext, day: string): Promise<FiguresPointDto[]> {
    return (await this.reports.byHour(context, day)).map(({ hour, ...figures }) => ({
      at: hour,
      ...toFiguresDto(figures),
    }));
  }

  private async days(context: ReadContext, range: { from: string; to: string }): Promise<FiguresPointDto[]> {
    return (await this.reports.byDay(context, range)).map(({ day, ...figures }) => ({
      at: day,
      ...toFiguresDto(figures),
    }));
  }
}

/** Figures with those derived from them. */
export const toFiguresDto = (figures: Figures): FiguresDto => ({
  orders: figures.orders,
  gmvFen: figures.gmvFen,
  refunds: figures.refunds,
  refundFen: figures.refundFen,
  expiredGifts: figures.expiredGifts,
  expiredGiftFen: figures.expiredGiftFen,
  netFen: netFen(figures),
  averageOrderFen: averageOrderFen(figures) ?? null,
  returnRate: returnRate(figures) ?? null,
});
