import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min } from 'class-validator';
import { trimmed } from '../people/people.dto';

export class OpenSupportDto {
  @ApiProperty()
  @IsUUID()
  merchantId: string;

  @ApiProperty({ description: 'Why; the merchant reads it.' })
  @trimmed()
  @IsString()
  @Length(5, 300)
  reason: string;

  @ApiProperty({ description: 'For how long.', default: 60 })
  @IsInt()
  @Min(5)
  @Max(480)
  minutes: number = 60;
}

export class SupportAccessDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  merchantId: string;
  @ApiProperty()
  merchantName: string;
  @ApiProperty()
  userName: string;
  @ApiProperty()
  reason: string;
  @ApiProperty()
  openedAt: string;
  @ApiProperty()
  expiresAt: string;
  @ApiProperty({ type: String, nullable: true })
  endedAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Name of whoever ended it before its time.' })
  endedBy: string | null;
  @ApiProperty({ description: 'Whether it is open now.' })
  open: boolean;
  @ApiProperty({ description: 'Whether the reader may end it.' })
  mayEnd: boolean;
}
export class SupportListDto {
  @ApiProperty({ type: () => [SupportAccessDto] })
  items: SupportAccessDto[];
}

export class SupportMerchantQuery {
  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  search?: string;
}
