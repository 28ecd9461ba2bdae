/** Readers of single fields. The platform sends the same field now as number, now as text: both are read. */
export type WireObject = Record<string, unknown>;

export function asObject(value: unknown): WireObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireObject) : undefined;
}

/** The objects of a list. One object where a list belongs counts as a list of one, as repeated XML elements and some old answers have it. */
export function asObjects(value: unknown): WireObject[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map(asObject).filter((entry) => entry !== undefined);
}

/** Text that says something; numbers become text. The character NUL, which no database keeps, is left out. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.replaceAll('\0', '') || undefined;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

const idForm = /^[\x21-\x7e]{1,128}$/;

/** A platform id. 0 and the empty text mean that there is none. A number that has lost digits is refused, and so is any other text. */
export function asId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const id = value.trim();
  return id === '0' || !idForm.test(id) ? undefined : id;
}

export function asIds(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map(asId).filter((id) => id !== undefined);
}

/** A whole number that a double holds exactly. */
export function asInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

export function asFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === '1' || value === 'true') return true;
  return value === 0 || value === '0' || value === 'false' ? false : undefined;
}

// Above this a value can only be milliseconds: as seconds it would lie past the year 5000.
const SECONDS_LIMIT = 100_000_000_000;
const LAST_YEAR = 9999;

/** Epoch seconds (or milliseconds, which some answers have); 0 means that it has not happened. */
export function asTime(value: unknown): Date | undefined {
  const number = asInteger(value);
  if (number === undefined || number <= 0) return undefined;
  const time = new Date(number < SECONDS_LIMIT ? number * 1000 : number);
  return time.getUTCFullYear() <= LAST_YEAR ? time : undefined;
}

/** The fields when at least one of them says something. */
export function unlessEmpty<T extends object>(fields: T): T | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
