import { ApiProperty } from '@nestjs/swagger';
import { ScopedPageQuery } from '@zhanggui/platform';
import { IsIn, IsOptional } from 'class-validator';

/** unauthorized, failing: the store's own state. lag, parked: work. late_poll: no poll lately. certificate: a day differs. */
export const healthProblems = ['unauthorized', 'failing', 'lag', 'parked', 'late_poll', 'certificate'] as const;
export const healthSorts = ['problems', 'lag'] as const;

export class StoreHealthQuery extends ScopedPageQuery {
  @IsOptional()
  @IsIn(healthSorts)
  @ApiProperty({ enum: healthSorts, required: false, default: 'problems', description: 'The worst come first.' })
  sort?: (typeof healthSorts)[number];
}

export class StoreHealthDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  merchantId: string;
  @ApiProperty()
  merchantName: string;
  @ApiProperty()
  name: string;
  @ApiProperty()
  timeZone: string;
  @ApiProperty({
    enum: healthProblems,
    isArray: true,
    description: 'What is not as it should be; empty when all is well.',
  })
  problems: (typeof healthProblems)[number][];
  @ApiProperty({ type: String, nullable: true, description: 'Null when none is known.' })
  lastPushAt: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The latest poll of the kind that was polled longest ago.',
  })
  lastPollAt: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: "When the store's access token was written; null without one.",
  })
  tokenWrittenAt: string | null;
  @ApiProperty({ type: String, nullable: true })
  tokenExpiresAt: string | null;
  @ApiProperty({ description: 'Seconds that the oldest due work has waited; 0 when nothing waits.' })
  lagSeconds: number;
  @ApiProperty({ description: 'Work that waits or is being done.' })
  openWork: number;
  @ApiProperty({ description: 'Work that waits for a person.' })
  parkedWork: number;
  @ApiProperty({ type: String, nullable: true, description: 'The last day that was held against the platform.' })
  certificateDay: string | null;
  @ApiProperty({ type: String, nullable: true, enum: ['equal', 'repairing', 'different'] })
  certificateState: string | null;
}

export class StoreHealthListDto {
  @ApiProperty({ type: () => [StoreHealthDto] })
  items: StoreHealthDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
