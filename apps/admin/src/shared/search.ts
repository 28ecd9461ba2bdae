/** The part of the URL behind the question mark, as it is: text by name. */
export type RawSearch = Readonly<Record<string, unknown>>;

/**
 * Reads a query string into plain text. Numbers stay text: a platform id of nineteen digits would be rounded otherwise.
 */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

export function stringifySearch(search: RawSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue;
    params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** An address inside the application, for real links. */
export const hrefOf = (path: string, search: RawSearch = {}): string => `${path}${stringifySearch(search)}`;

export const textParam = (value: unknown, pattern = /^.{1,400}$/): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && pattern.test(String(value)) ? String(value) : undefined;

export const choiceParam = <T extends string>(value: unknown, choices: readonly T[]): T | undefined =>
  choices.find((choice) => choice === value);

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const dayPattern = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** What the person looks at, in the URL of every page. */
export interface ScopeSearch {
  readonly merchant?: string | undefined;
  readonly store?: string | undefined;
}

export const parseScopeSearch = (raw: RawSearch): ScopeSearch => ({
  merchant: textParam(raw['merchant'], uuidPattern),
  store: textParam(raw['store'], uuidPattern),
});
