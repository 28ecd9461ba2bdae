/** A request that did not succeed: what the server answered, or that no answer came. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** The server's stable code, or 'NETWORK' when no answer came. */
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly requestId: string | undefined = undefined,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Whether the same request may succeed when it is simply sent again. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads an error answer; one that is not in the API's own shape (a proxy's page) becomes the code 'HTTP_<status>'. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const header = response.headers.get('x-request-id') ?? undefined;
  const body: unknown = await response.json().catch(() => undefined);
  if (!isRecord(body)) return new ApiError(response.status, `HTTP_${response.status}`, response.statusText, {}, header);
  const text = (field: string) => (typeof body[field] === 'string' ? body[field] : undefined);
  return new ApiError(
    response.status,
    text('code') ?? `HTTP_${response.status}`,
    text('message') ?? response.statusText,
    isRecord(body['details']) ? body['details'] : {},
    text('requestId') ?? header,
  );
}
