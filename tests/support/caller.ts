/** An answer that was not expected to be a refusal. */
export class UnexpectedAnswer extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    what: string,
  ) {
    super(`${what}: ${status} ${body.slice(0, 500)}`);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

/** Calls a JSON API as a program would, keeping its session cookie. */
export class Caller {
  private cookie = '';

  constructor(private readonly base: string) {}

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isText = typeof body === 'string';
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': isText ? 'text/plain' : 'application/json' }),
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
    return { status: response.status, body: await response.text(), headers: response.headers };
  }

  private async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 400) throw new UnexpectedAnswer(answer.status, answer.body, `${method} ${path}`);
    return (answer.body ? JSON.parse(answer.body) : undefined) as T;
  }

  get<T>(path: string): Promise<T> {
    return this.json('GET', path);
  }
  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.json('POST', path, body);
  }
  put<T>(path: string, body: unknown): Promise<T> {
    return this.json('PUT', path, body);
  }
  patch<T>(path: string, body: unknown): Promise<T> {
    return this.json('PATCH', path, body);
  }
}
