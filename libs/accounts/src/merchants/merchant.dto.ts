import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';

const trimmed = () => Transform(({ value }) => (typeof value === 'string' ? value.trim() : value));

export class CreateMerchantDto {
  @ApiProperty({ description: 'Name of the merchant, unique within the provider.' })
  @trimmed()
  @IsString()
  @Length(1, 80)
  name: string;
}

export class MerchantDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  name: string;
}

export class MerchantSearchDto {
  @ApiProperty({ description: 'Part of the name.', required: false })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  search?: string;

  @ApiProperty({ required: false, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number = 20;
}

export class MerchantListDto {
  @ApiProperty({ type: () => [MerchantDto] })
  items: MerchantDto[];
}
