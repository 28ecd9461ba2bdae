import { WireError } from '../kit/errors';
import type { Shop } from '../shops/shop';

/** Who may call: anybody, the component with its own token, or a shop (with its own or an authorizer's token). */
export type Caller = 'anybody' | 'component' | 'shop';

export interface CallRequest {
  /** The shop that the token speaks for; only of calls by a shop. */
  shop: Shop;
  body: Body;
  query: Readonly<Record<string, string | undefined>>;
}

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  caller: Caller;
  /** Any one of these sets lets a component call in the shop's name. */
  permissionSets?: readonly number[];
  answer(request: CallRequest): object | Promise<object>;
}

export const invalidArgs = (path: string, why: string): WireError =>
  new WireError(40097, `invalid args, ${path}: expecting ${why}`);

const wrongType = (path: string) => new WireError(47001, `data format error, ${path} has a wrong type`);

/** The JSON body of a call, read field by field. */
export class Body {
  constructor(
    private readonly fields: Record<string, unknown>,
    private readonly path = '',
  ) {}

  raw(name: string): unknown {
    return this.fields[name];
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  /** An id, which callers send as text or as a number. */
  id(name: string): string {
    return this.optionalId(name) ?? this.#fail(name, `${this.path}${name} > 0, actually 0`);
  }

  optionalId(name: string): string | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null || value === '' || value === 0) return undefined;
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
    if (!/^\d{1,20}$/.test(text)) throw wrongType(`${this.path}${name}`);
    return text.replace(/^0+(?=\d)/, '');
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#fail(name, `${this.path}${name} not empty`);
  }

  optionalText(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.fields[name];
    if (typeof value !== 'string') throw wrongType(`${this.path}${name}`);
    return value;
  }

  whole(name: string): number {
    return this.optionalWhole(name) ?? this.#fail(name, `${this.path}${name}, actually nothing`);
  }

  optionalWhole(name: string): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.fields[name];
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) throw wrongType(`${this.path}${name}`);
    return number;
  }

  object(name: string): Body {
    return this.optionalObject(name) ?? this.#fail(name, `${this.path}${name} not empty`);
  }

  optionalObject(name: string): Body | undefined {
    if (!this.has(name)) return undefined;
    const value = this.fields[name];
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(`${this.path}${name}`);
    return new Body(value as Record<string, unknown>, `${this.path}${name}.`);
  }

  objects(name: string): Body[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value)) throw wrongType(`${this.path}${name}`);
    if (value.length === 0) this.#fail(name, `${this.path}${name} not empty`);
    return value.map((one, at) => {
      if (typeof one !== 'object' || one === null) throw wrongType(`${this.path}${name}[${at}]`);
      return new Body(one as Record<string, unknown>, `${this.path}${name}[${at}].`);
    });
  }

  #fail(name: string, why: string): never {
    throw invalidArgs(name, why);
  }
}

/** From 1 to `max`. */
export function pageSize(body: Body, max: number): number {
  const size = body.whole('page_size');
  if (size < 1 || size > max) throw invalidArgs('page_size', `1 <= page_size <= ${max}, actually ${size}`);
  return size;
}

/** `next_key` hides where the next page starts. */
export const encodeKey = (...parts: (string | number)[]): string => Buffer.from(parts.join(':')).toString('base64url');

export function decodeKey(key: string | undefined, parts: number): string[] | undefined {
  if (!key) return undefined;
  const decoded = Buffer.from(key, 'base64url').toString().split(':');
  if (decoded.length !== parts || decoded.some((part) => !/^-?\d+$/.test(part)))
    throw invalidArgs('next_key', 'a key of the page before');
  return decoded;
}
