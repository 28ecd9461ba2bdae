/** A refusal, or an answer that was not expected. */
export class UnexpectedAnswer extends Error {
  constructor(what, status, body) {
    super(`${what}: ${status} ${body.slice(0, 300)}`);
    this.status = status;
    this.body = body;
  }
}

/** A caller of a JSON API that keeps its session cookie. */
export function callerOf(base) {
  let cookie = '';
  return async (method, path, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(cookie ? { cookie } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    const text = await response.text();
    if (!response.ok) throw new UnexpectedAnswer(`${method} ${path}`, response.status, text);
    return text ? JSON.parse(text) : undefined;
  };
}

/** What `call` answers, or undefined when it is refused with this status. */
export async function unlessRefused(status, call) {
  try {
    return await call();
  } catch (error) {
    if (error instanceof UnexpectedAnswer && error.status === status) return undefined;
    throw error;
  }
}
