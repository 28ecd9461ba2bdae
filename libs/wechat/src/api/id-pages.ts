import { WechatError } from '../errors/wechat-error';
import { asFlag, asIds, asText, type WireObject } from '../wire/wire-fields';
import type { SecondRange, TimeRange } from './platform-time';

export interface IdPage {
  ids: string[];
  /** Absent on the last page. */
  nextCursor?: string;
}

/** By the time of creation or of the last change. */
export type ByTime =
  | { createTime: TimeRange; updateTime?: undefined }
  | { updateTime: TimeRange; createTime?: undefined };

export type OrderListQuery = ByTime & { status?: number; cursor?: string; pageSize?: number };
export type AfterSaleListQuery = ByTime & { cursor?: string };
export interface GiftAfterSaleListQuery {
  createTime: TimeRange;
  cursor?: string;
}

/** The end of the range, when the platform lists that much at once. */
export function withinSpan({ start, end }: SecondRange, spanSeconds: number): number {
  if (end - start > spanSeconds) throw new RangeError(`the platform lists at most ${spanSeconds} seconds at once`);
  return end;
}

/** Reads one page from the field that holds its ids. */
export function idPage(json: WireObject, field: string, cursor: string | undefined, path: string): IdPage {
  const ids = asIds(json[field]);
  if (asFlag(json['has_more']) !== true) return { ids };
  const nextCursor = asText(json['next_key']);
  // Without a cursor that moves on, the same page would be read for ever.
  if (nextCursor === undefined || nextCursor === cursor) {
    throw new WechatError({ kind: 'unreadable', path, permanent: false });
  }
  return { ids, nextCursor };
}

/** Reads range after range, page after page. Pages without ids are stepped over. */
export async function* followPages(
  ranges: SecondRange[],
  firstCursor: string | undefined,
  read: (range: SecondRange, cursor: string | undefined) => Promise<IdPage>,
): AsyncGenerator<string[]> {
  let cursor = firstCursor;
  for (const range of ranges) {
    do {
      const page = await read(range, cursor);
      if (page.ids.length > 0) yield page.ids;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
}
