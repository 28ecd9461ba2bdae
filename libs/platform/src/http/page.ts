import { ApiHideProperty, ApiProperty, IntersectionType } from '@nestjs/swagger';
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

/** Cuts the row too many off a page that was read with `limit + 1`, and says where the next one begins. */
export function pageOf<R extends Record<string, unknown>>(
  rows: readonly R[],
  limit: number,
  at: string,
): { page: R[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || !last) return { page, nextCursor: null };
  return { page, nextCursor: encodeCursor({ at: (last[at] as Date).toISOString(), id: last['id'] as string }) };
}

/** Input of everything that shows one scope. The session guard checks it, and `@Scope()` describes it. */
export class ScopeQuery {
  @ApiHideProperty()
  @IsOptional()
  @IsString()
  merchantId?: string;

  @ApiHideProperty()
  @IsOptional()
  @IsString()
  storeId?: string;
}

/** A list of one scope. */
export class ScopedPageQuery extends IntersectionType(PageQuery, ScopeQuery) {}
