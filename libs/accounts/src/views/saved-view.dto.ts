import { ApiProperty, PartialType, PickType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
} from 'class-validator';

/** Lists that have saved views. */
export const viewPages = ['orders'] as const;
export type ViewPage = (typeof viewPages)[number];

/** What stands behind the question mark of the page's address, by name. */
export type ViewQuery = Record<string, string>;

const queryBytesAtMost = 4096;

const isViewQuery = (value: unknown): value is ViewQuery =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(([name, text]) => /^[a-zA-Z]{1,40}$/.test(name) && typeof text === 'string') &&
  Buffer.byteLength(JSON.stringify(value)) <= queryBytesAtMost;

const IsViewQuery = () =>
  ValidateBy({
    name: 'isViewQuery',
    validator: {
      validate: isViewQuery,
      defaultMessage: (problem) => `${problem?.property} must hold texts by name, at most ${queryBytesAtMost} bytes`,
    },
  });

export class ViewPageQuery {
  @IsIn(viewPages)
  @ApiProperty({ enum: viewPages })
  page: ViewPage;
}

export class SaveViewDto extends ViewPageQuery {
  @ApiProperty({ description: 'Unique among the views of this person and page.' })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 40)
  name: string;

  @IsViewQuery()
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      "Search of the page's address, by name; at most 4 KiB. `merchant` and `store` are the scope, and are left out for a reader whose scope they are outside of.",
  })
  query: ViewQuery;

  @ApiProperty({ type: [String], description: 'Keys of the columns shown; empty means the usual ones.' })
  @IsArray()
  @ArrayMaxSize(60)
  @Matches(/^[a-zA-Z]{1,40}$/, { each: true })
  columns: string[];

  @ApiProperty({
    required: false,
    description: "Whether colleagues see it, by default not: the same provider's staff, or the same merchant's people.",
  })
  @IsOptional()
  @IsBoolean()
  shared?: boolean;

  @ApiProperty({ required: false, description: 'Place among the views of this person; last when it is not given.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  position?: number;
}

export class ChangeViewDto extends PartialType(
  PickType(SaveViewDto, ['name', 'query', 'columns', 'shared', 'position'] as const),
) {}

export class SavedViewDto {
  @ApiProperty()
  id: string;
  @ApiProperty({ enum: viewPages })
  page: ViewPage;
  @ApiProperty()
  name: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  query: ViewQuery;
  @ApiProperty({ type: [String] })
  columns: string[];
  @ApiProperty()
  shared: boolean;
  @ApiProperty()
  position: number;
  @ApiProperty({ description: 'Only the owner changes or deletes a view; others may duplicate it.' })
  isOwn: boolean;
  @ApiProperty()
  ownerName: string;
  @ApiProperty()
  updatedAt: string;
}

export class SavedViewListDto {
  @ApiProperty({ type: () => [SavedViewDto] })
  items: SavedViewDto[];
}
