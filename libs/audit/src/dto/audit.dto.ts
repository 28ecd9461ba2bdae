import { ApiProperty } from '@nestjs/swagger';
import { type AuditAction, auditActions } from '@zhanggui/contracts';
import { ScopedPageQuery } from '@zhanggui/platform';
import { IsIn, IsISO8601, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';

export class AuditQuery extends ScopedPageQuery {
  @ApiProperty({ required: false, enum: auditActions })
  @IsOptional()
  @IsIn(auditActions)
  action?: AuditAction;

  @ApiProperty({ required: false, description: 'Id of the person who acted, also through an API key.' })
  @IsOptional()
  @IsUUID()
  actorId?: string;

  @ApiProperty({ required: false, description: 'Id of what was acted upon.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  subjectId?: string;

  @ApiProperty({ required: false, description: 'Acts under one support access.' })
  @IsOptional()
  @IsUUID()
  supportAccessId?: string;

  @ApiProperty({ required: false, description: 'From this instant on.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiProperty({ required: false, description: 'Before this instant.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;
}

/** One act. */
export class AuditEntryDto {
  @ApiProperty()
  id: string;
  @ApiProperty({ description: 'Its number in the chain.' })
  seq: number;
  @ApiProperty({ type: String, nullable: true, description: 'null: an act upon the provider itself.' })
  merchantId: string | null;
  @ApiProperty({ type: String, nullable: true })
  storeId: string | null;
  @ApiProperty()
  at: string;
  @ApiProperty({ enum: ['person', 'api_key', 'system'] })
  actorKind: string;
  @ApiProperty({ type: String, nullable: true })
  actorId: string | null;
  @ApiProperty()
  actorName: string;
  @ApiProperty({ type: String, nullable: true })
  supportAccessId: string | null;
  @ApiProperty({ type: String, nullable: true })
  ip: string | null;
  @ApiProperty({ type: String, nullable: true })
  userAgent: string | null;
  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;
  @ApiProperty({ enum: auditActions })
  action: AuditAction;
  @ApiProperty()
  subjectKind: string;
  @ApiProperty({ type: String, nullable: true })
  subjectId: string | null;
  @ApiProperty({ type: Object, nullable: true, additionalProperties: true })
  before: Record<string, unknown> | null;
  @ApiProperty({ type: Object, nullable: true, additionalProperties: true })
  after: Record<string, unknown> | null;
  @ApiProperty({ description: 'Hash of the entry, which names the one before it.' })
  hash: string;
}

export class AuditListDto {
  @ApiProperty({ type: () => [AuditEntryDto] })
  items: AuditEntryDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
