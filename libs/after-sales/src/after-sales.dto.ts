import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

export class AgreeToRefundDto {
  @ApiProperty({ description: 'What the person saw, in fen. Another amount than the present one is refused.' })
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  amountFen: number;
}
