import { invalid } from './errors';

/** Reads the fields of a control request one by one; a field of the wrong kind is refused by name. */
export class Input {
  readonly #fields: Record<string, unknown>;

  constructor(body: unknown) {
    if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) {
      throw invalid('the body must be a JSON object');
    }
    this.#fields = (body ?? {}) as Record<string, unknown>;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  get all(): Record<string, unknown> {
    return this.#fields;
  }

  raw(name: string): unknown {
    return this.#fields[name];
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#fail(name, 'is needed');
  }

  optionalText(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#fields[name];
    return typeof value === 'string' && value !== '' ? value : this.#fail(name, 'must be text');
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.#fail(name, 'is needed');
  }

  optionalNumber(name: string): number | undefined {
    if (!this.has(name)) return undefined;
    const value = Number(this.#fields[name]);
    return Number.isFinite(value) ? value : this.#fail(name, 'must be a number');
  }

  optionalWhole(name: string, min = 0): number | undefined {
    const value = this.optionalNumber(name);
    if (value !== undefined && (!Number.isSafeInteger(value) || value < min)) {
      return this.#fail(name, `must be a whole number, at least ${min}`);
    }
    return value;
  }

  whole(name: string, min = 0): number {
    return this.optionalWhole(name, min) ?? this.#fail(name, 'is needed');
  }

  flag(name: string): boolean {
    return this.#fields[name] === true || this.#fields[name] === 'true';
  }

  /** Milliseconds of an ISO instant. */
  optionalInstant(name: string): number | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const instant = Date.parse(value);
    return Number.isNaN(instant) ? this.#fail(name, 'must be an ISO instant') : instant;
  }

  list(name: string): unknown[] | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#fields[name];
    return Array.isArray(value) ? value : this.#fail(name, 'must be a list');
  }

  texts(name: string): string[] | undefined {
    return this.list(name)?.map((value) => (typeof value === 'string' ? value : this.#fail(name, 'must be texts')));
  }

  wholes(name: string): number[] | undefined {
    return this.list(name)?.map((value) =>
      Number.isSafeInteger(value) ? (value as number) : this.#fail(name, 'must be whole numbers'),
    );
  }

  #fail(name: string, what: string): never {
    throw invalid(`${name} ${what}`);
  }
}
