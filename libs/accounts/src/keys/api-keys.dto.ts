import { ApiProperty } from '@nestjs/swagger';
import { type Permission, permissions } from '@zhanggui/contracts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { GrantDto, trimmed } from '../people/people.dto';

export class CreateApiKeyDto {
  @ApiProperty()
  @trimmed()
  @IsString()
  @Length(1, 60)
  name: string;

  @ApiProperty({
    enum: permissions,
    isArray: true,
    description: 'Rights; never more than the maker’s own at the moment of a call.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @IsIn(permissions, { each: true })
  permissions: Permission[];

  @ApiProperty({ type: () => [GrantDto], nullable: true, description: 'null: the maker’s own scope' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => GrantDto)
  grants: GrantDto[] | null = null;

  @ApiProperty({ description: 'Days until it expires.', default: 90 })
  @IsInt()
  @Min(1)
  @Max(366)
  days: number = 90;
}

export class ApiKeyDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ description: 'How the key begins.' })
  prefix: string;
  @ApiProperty()
  userId: string;
  @ApiProperty()
  userName: string;
  @ApiProperty({ enum: permissions, isArray: true })
  permissions: Permission[];
  @ApiProperty({ type: () => [GrantDto], nullable: true })
  grants: GrantDto[] | null;
  @ApiProperty()
  createdAt: string;
  @ApiProperty()
  expiresAt: string;
  @ApiProperty({ type: String, nullable: true })
  lastUsedAt: string | null;
  @ApiProperty({ type: String, nullable: true })
  revokedAt: string | null;
}
export class ApiKeyListDto {
  @ApiProperty({ type: () => [ApiKeyDto] })
  items: ApiKeyDto[];
}
export class NewApiKeyDto {
  @ApiProperty()
  id: string;
  @ApiProperty({ description: 'Sent as `Authorization: Bearer …`. Shown this once.' })
  key: string;
  @ApiProperty()
  expiresAt: string;
}
