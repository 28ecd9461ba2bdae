import { ApiProperty } from '@nestjs/swagger';
import { type EntryPoint, entryPoints } from '@zhanggui/contracts';
import { IsTimeZoneName, ScopeQuery } from '@zhanggui/platform';
import { IsIn, IsOptional } from 'class-validator';

export const overviewPeriods = ['today', '7d', '30d'] as const;
export type OverviewPeriod = (typeof overviewPeriods)[number];

export class OverviewQuery extends ScopeQuery {
  @IsOptional()
  @IsIn(overviewPeriods)
  @ApiProperty({
    enum: overviewPeriods,
    required: false,
    default: 'today',
    description: 'today, or the last 7 or 30 days with today.',
  })
  period?: OverviewPeriod = 'today';

  @ApiProperty({
    description:
      "The zone that decides which day is today; each store's figures lie on its own days. Default: the chosen store's, else Asia/Shanghai.",
    required: false,
  })
  @IsOptional()
  @IsTimeZoneName()
  timeZone?: string;
}

export class FiguresDto {
  @ApiProperty({ description: 'Orders paid.' })
  orders: number;
  @ApiProperty({ description: 'What buyers paid, in fen.' })
  gmvFen: number;
  @ApiProperty({ description: 'After-sales whose money went back.' })
  refunds: number;
  @ApiProperty()
  refundFen: number;
  @ApiProperty({ description: 'Gifts that nobody accepted and whose money went back.' })
  expiredGifts: number;
  @ApiProperty()
  expiredGiftFen: number;
  @ApiProperty({ description: 'GMV less refunds and expired gifts.' })
  netFen: number;
  @ApiProperty({ type: Number, nullable: true, description: 'GMV per order in whole fen; null without orders.' })
  averageOrderFen: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Refunded fen per fen of GMV; null without GMV.' })
  returnRate: number | null;
}

export class FiguresPointDto extends FiguresDto {
  @ApiProperty({ description: 'A day (YYYY-MM-DD), or for today the start of an hour (ISO instant).' })
  at: string;
}

export class EntryPointFiguresDto extends FiguresDto {
  @ApiProperty({ enum: entryPoints, enumName: 'EntryPoint' })
  entryPoint: EntryPoint;
}

export class WaitingWorkDto {
  @ApiProperty({ description: 'Orders to ship, whole or in part; at most `cap`.' })
  toShip: number;
  @ApiProperty({ description: 'Orders to ship, whole or in part, past their deadline.' })
  overdue: number;
  @ApiProperty()
  giftsUnclaimed: number;
  @ApiProperty()
  pendingPayment: number;
  @ApiProperty()
  openAfterSales: number;
  @ApiProperty({ description: 'Orders whose platform state we do not know.' })
  unknown: number;
  @ApiProperty()
  parkedWork: number;
  @ApiProperty({ description: 'Counts stop here: this number means "this many or more".' })
  cap: number;
}

export class OverviewDto {
  @ApiProperty({ enum: overviewPeriods })
  period: OverviewPeriod;
  @ApiProperty()
  timeZone: string;
  @ApiProperty({ description: 'First and last business day of the period.' })
  from: string;
  @ApiProperty()
  to: string;
  @ApiProperty({ type: () => FiguresDto })
  figures: FiguresDto;
  @ApiProperty({
    type: () => FiguresDto,
    description: 'The same length of time just before; for today: yesterday until the same hour.',
  })
  before: FiguresDto;
  @ApiProperty({ type: () => [FiguresPointDto] })
  points: FiguresPointDto[];
  @ApiProperty({ type: () => [FiguresPointDto] })
  pointsBefore: FiguresPointDto[];
  @ApiProperty({ type: () => [EntryPointFiguresDto] })
  entryPoints: EntryPointFiguresDto[];
  @ApiProperty({ type: () => WaitingWorkDto })
  waiting: WaitingWorkDto;
  @ApiProperty({ description: 'When the answer was made.' })
  asOf: string;
}
