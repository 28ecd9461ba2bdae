import { useEffect } from 'react';

/** Where in a list the person is: the cursor that leads there, and the number for reading. */
export interface PagePlace {
  readonly cursor?: string | undefined;
  readonly page?: number | undefined;
}

/**
 * Cursors lead forward only, so the way back is remembered: for the list seen last in this tab. A deep link into the middle
 * of a list has no way back but to its beginning.
 */
const memoryKey = 'zhanggui.pages';

interface Memory {
  readonly list: string;
  /** By page number; the first page has no cursor. */
  readonly cursors: Readonly<Record<number, string>>;
}

const recall = (list: string): Memory => {
  try {
    const memory = JSON.parse(sessionStorage.getItem(memoryKey) ?? 'null') as Memory | null;
    return memory?.list === list ? memory : { list, cursors: {} };
  } catch {
    return { list, cursors: {} };
  }
};

const remember = (memory: Memory): void => {
  try {
    sessionStorage.setItem(memoryKey, JSON.stringify(memory));
  } catch {
    // Without storage the way back is to the first page.
  }
};

interface PagerWays {
  readonly page: number;
  readonly hasNext: boolean;
  readonly onNext: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onFirst: () => void;
}

/** @param list what the list shows, filters and scope included */
export function usePages(
  list: string,
  place: PagePlace,
  nextCursor: string | null | undefined,
  go: (place: PagePlace) => void,
): PagerWays {
  const page = place.page ?? 1;
  const { cursor } = place;
  useEffect(() => {
    if (!cursor) return;
    const memory = recall(list);
    remember({ list, cursors: { ...memory.cursors, [page]: cursor } });
  }, [list, page, cursor]);
  const before = page === 2 ? {} : { cursor: recall(list).cursors[page - 1], page: page - 1 };
  const knowsBefore = page === 2 || (page > 2 && before.cursor !== undefined);
  return {
    page,
    hasNext: Boolean(nextCursor),
    onNext: () => nextCursor && go({ cursor: nextCursor, page: page + 1 }),
    onPrevious: knowsBefore ? () => go(before) : undefined,
    onFirst: () => go({}),
  };
}

export const parsePage = (raw: Readonly<Record<string, unknown>>): PagePlace => {
  const cursor = typeof raw['cursor'] === 'string' && /^[\w-]{1,400}$/.test(raw['cursor']) ? raw['cursor'] : undefined;
  const page = Number(raw['page']);
  return cursor ? { cursor, page: Number.isInteger(page) && page > 1 && page < 100_000 ? page : 2 } : {};
};
