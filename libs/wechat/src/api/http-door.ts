import { Pool } from 'undici';

export interface HttpRequest {
  method: 'GET' | 'POST';
  path: string;
  query: Record<string, string>;
  body?: unknown;
}

export interface HttpAnswer {
  status: number;
  text: string;
}

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/** One pool of kept-alive connections to the platform. */
export class HttpDoor {
  private readonly pool: Pool;
  private readonly prefix: string;

  constructor(
    baseUrl: string,
    private readonly timeoutMs: number,
    connections: number,
  ) {
    const { origin, pathname } = new URL(baseUrl);
    this.prefix = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, {
      connections,
      connect: { timeout: timeoutMs },
      // One deadline per request covers these; a timer each would only cost.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  }

  async send({ method, path, query, body }: HttpRequest): Promise<HttpAnswer> {
    const answer = await this.pool.request({
      method,
      path: `${this.prefix}${path}${queryText(query)}`,
      headers: JSON_HEADERS,
      body: method === 'POST' ? JSON.stringify(body ?? {}) : null,
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

function queryText(query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** No connection came about, so the platform cannot have seen the request. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof Error && neverSent.has(String((error as NodeJS.ErrnoException).code));
}
