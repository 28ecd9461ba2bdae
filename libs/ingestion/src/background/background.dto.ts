import { ApiProperty } from '@nestjs/swagger';
import { queueNames } from '@zhanggui/platform';

export class QueueDto {
  @ApiProperty({ enum: queueNames })
  name: string;
  @ApiProperty({ description: 'Work that waits or is being done; counted up to `cap`.' })
  open: number;
  @ApiProperty({ description: 'Of this, given back after a failure and waiting for its next try.' })
  retrying: number;
  @ApiProperty()
  parked: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Seconds that the oldest due work has waited; null when nothing waits.',
  })
  oldestSeconds: number | null;
}

export class ParkedWorkDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  merchantId: string;
  @ApiProperty()
  merchantName: string;
  @ApiProperty()
  storeId: string;
  @ApiProperty()
  storeName: string;
  @ApiProperty({ description: 'What was to be done: order.read, after-sale.read, store.poll, ...' })
  topic: string;
  @ApiProperty({ description: 'What it was about, mostly a platform id.' })
  subject: string;
  @ApiProperty()
  attempts: number;
  @ApiProperty()
  parkedAt: string;
  @ApiProperty()
  errorCode: string;
  @ApiProperty()
  errorZh: string;
  @ApiProperty()
  errorEn: string;
  @ApiProperty()
  remedyZh: string;
  @ApiProperty()
  remedyEn: string;
  @ApiProperty({ type: Number, nullable: true })
  errcode: number | null;
  @ApiProperty({ type: String, nullable: true, description: "The platform's request id, for its support." })
  rid: string | null;
}

export class BackgroundDto {
  @ApiProperty({ type: () => [QueueDto] })
  queues: QueueDto[];
  @ApiProperty()
  cap: number;
  @ApiProperty({ type: () => [ParkedWorkDto] })
  parked: ParkedWorkDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class RestartedDto {
  @ApiProperty({ description: 'How many were put back to work.' })
  restarted: number;
}

export class KeptPushDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  storeId: string;
  @ApiProperty()
  storeName: string;
  @ApiProperty()
  event: string;
  @ApiProperty({ enum: ['unknown', 'unreadable'] })
  state: string;
  @ApiProperty()
  receivedAt: string;
  @ApiProperty({ description: 'As it came, decrypted.' })
  body: string;
}
export class KeptPushListDto {
  @ApiProperty({ type: () => [KeptPushDto] })
  items: KeptPushDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
