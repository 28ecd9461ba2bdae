import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalid, Refusal } from '../kit/errors';
import { Input } from '../kit/input';

const httpStatus = { invalid: 400, missing: 404, conflict: 409 } as const;

export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refusal) {
      return reply.code(httpStatus[error.kind]).send({ error: { code: error.code, message: error.message } });
    }
    process.stderr.write(`${(error as Error).stack ?? error}\n`);
    return reply.code(500).send({ error: { code: 'INTERNAL', message: (error as Error).message } });
  });
}

/** The JSON body of a control request. */
export function inputOf(request: FastifyRequest): Input {
  const text = typeof request.body === 'string' ? request.body : '';
  if (text === '') return new Input(undefined);
  try {
    return new Input(JSON.parse(text));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw invalid('the body is not JSON');
  }
}

export const queryOf = (request: FastifyRequest): Input => new Input(request.query);
export const param = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? '';
