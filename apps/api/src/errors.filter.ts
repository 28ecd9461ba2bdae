import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type ErrorCode, errorTexts } from '@zhanggui/contracts';
import { DomainError, type Logger } from '@zhanggui/platform';

interface Request {
  readonly id: string;
  readonly method: string;
  readonly routeOptions?: { readonly url?: string };
  readonly headers: Record<string, string | string[] | undefined>;
}
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): void;
}

/** The one place where an error becomes an answer: `{ code, message, details, requestId }` in the reader's language. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const { status, code, details } = describe(error);
    if (status >= 500) {
      this.logger.error(
        { err: error, requestId: request.id, method: request.method, route: request.routeOptions?.url },
        'request failed',
      );
    }
    const { retryAfterSeconds } = details as { retryAfterSeconds?: unknown };
    if (typeof retryAfterSeconds === 'number')
      http.getResponse<Reply>().header('retry-after', String(retryAfterSeconds));
    const language = String(request.headers['accept-language'] ?? '').startsWith('en') ? 'en' : 'zh';
    http
      .getResponse<Reply>()
      .status(status)
      .send({ code, message: errorTexts[code][language], details, requestId: request.id });
  }
}

function describe(error: unknown): { status: number; code: ErrorCode; details: unknown } {
  if (error instanceof DomainError) return { status: error.httpStatus, code: error.code, details: error.details };
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const response = error.getResponse();
    if (status === 400) {
      const messages = typeof response === 'object' ? (response as { message?: unknown }).message : response;
      return {
        status,
        code: 'VALIDATION_FAILED',
        details: { fields: Array.isArray(messages) ? messages : [messages] },
      };
    }
    if (status === 404) return { status, code: 'NOT_FOUND', details: {} };
    if (status === 413) return { status, code: 'BODY_TOO_LARGE', details: {} };
    return { status, code: status >= 500 ? 'INTERNAL' : 'VALIDATION_FAILED', details: {} };
  }
  // Fastify's own refusals: a body that is no JSON, too large, or of a type that nobody takes.
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return {
      status,
      code: status === 413 ? 'BODY_TOO_LARGE' : 'VALIDATION_FAILED',
      details: { fields: [(error as Error).message] },
    };
  }
  return { status: 500, code: 'INTERNAL', details: {} };
}
