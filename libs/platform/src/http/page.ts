import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { isUuid } from '../ids';

/** Input of every list: how many, and where the page before ended. */
export class PageQuery {
  @ApiProperty({ description: 'Rows of one page.', required: false, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number = 50;

  @ApiProperty({ description: '`nextCursor` of the page before.', required: false })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  cursor?: string;
}

/** A place in a list ordered by an instant and an id, newest first. */
export interface ListCursor {
  readonly at: string;
  readonly id: string;
}

export const encodeCursor = (cursor: ListCursor): string =>
  Buffer.from(JSON.stringify([cursor.at, cursor.id])).toString('base64url');

/** @returns undefined for anything that is not one of ours: the list then starts at its beginning */
export function decodeCursor(text: string | undefined): ListCursor | undefined {
  if (!text) return undefined;
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (typeof at !== 'string' || typeof id !== 'string' || !isUuid(id) || Number.isNaN(Date.parse(at)))
      return undefined;
    return { at, id };
  } catch {
    return undefined;
  }
}
