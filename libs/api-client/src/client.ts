import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import { ApiError, errorFrom } from './api-error';
import type { paths } from './schema';

/** What the person looks at; nothing means everything they may see. */
export interface ApiScope {
  readonly merchantId?: string | undefined;
  readonly storeId?: string | undefined;
}

export interface ApiClientOptions {
  readonly baseUrl?: string;
  /** The language in which the server words its errors. */
  readonly language: () => string;
  /** Called when the session is missing or has ended. */
  readonly onSignedOut?: () => void;
  /** Asks the person to show that it is they. @returns whether they did: the act is then sent again */
  readonly onConfirm?: (by: 'code' | 'password') => Promise<boolean>;
  readonly fetch?: (request: Request) => Promise<Response>;
}

export interface ApiClient {
  /** Requests that belong to no scope: signing in, merchants, the scope switcher's search. */
  readonly plain: Client<paths>;
  /** Requests within a scope, which is sent with each of them. */
  within(scope: ApiScope): Client<paths>;
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const build = ({ merchantId, storeId }: ApiScope = {}): Client<paths> => {
    const client = createFetchClient<paths>({
      baseUrl: options.baseUrl ?? '',
      credentials: 'same-origin',
      querySerializer: (query) =>
        toQueryString({ ...query, ...(merchantId ? { merchantId } : {}), ...(storeId ? { storeId } : {}) }),
      ...(options.fetch ? { fetch: options.fetch } : {}),
    });
    client.use(conversation(options));
    return client;
  };
  const plain = build();
  const scoped = new Map<string, Client<paths>>();
  return {
    plain,
    within(scope) {
      const key = `${scope.merchantId ?? ''}/${scope.storeId ?? ''}`;
      const known = scoped.get(key) ?? build(scope);
      scoped.set(key, known);
      return known;
    },
  };
}

/** Fields without a value are left out, so that a filter that is not set is not sent. */
export function toQueryString(query: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    params.set(name, String(value));
  }
  return params.toString();
}

function conversation(options: ApiClientOptions): Middleware {
  /** Acts under way, to be sent once more after a confirmation: a body can be read only once. */
  const again = new Map<string, Request>();
  return {
    onRequest({ request, id }) {
      request.headers.set('accept-language', options.language());
      if (options.onConfirm && request.method !== 'GET') again.set(id, request.clone());
      return undefined;
    },
    async onResponse({ response, id }) {
      const act = again.get(id);
      again.delete(id);
      if (response.ok) return undefined;
      const error = await errorFrom(response);
      if (error.code === 'CONFIRMATION_NEEDED' && act && options.onConfirm) {
        if (!(await options.onConfirm(error.details['with'] === 'code' ? 'code' : 'password'))) throw error;
        const second = await (options.fetch ?? fetch)(act);
        if (second.ok) return second;
        throw await errorFrom(second);
      }
      // A wrong password is also answered 401, and is its own page's business.
      if (error.code === 'NOT_SIGNED_IN') options.onSignedOut?.();
      throw error;
    },
    onError({ error }) {
      if (error instanceof DOMException && error.name === 'AbortError') return undefined;
      return new ApiError(0, 'NETWORK', error instanceof Error ? error.message : String(error));
    },
  };
}

/** The data of an answer. Refusals never arrive here: they are thrown as {@link ApiError}. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw new ApiError(0, 'EMPTY_ANSWER', 'The server answered without a body');
  return data;
}

/** Waits for an answer without a body. */
export async function done(call: Promise<unknown>): Promise<void> {
  await call;
}
