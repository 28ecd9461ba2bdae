import { Agent, request } from 'undici';
import type { Letter } from './letter';

export interface SendResult {
  /** HTTP status; 0 when there was no answer in time. */
  status: number;
  answer: string;
}

export type Send = (letter: Letter) => Promise<SendResult>;

const timeoutMs = 5000;

/** Posts over kept connections and gives up after five seconds, as the platform does. */
export function httpSend(connections: number): { send: Send; close: () => Promise<void> } {
  const dispatcher = new Agent({ connections, keepAliveTimeout: 30_000, connect: { timeout: timeoutMs } });
  const send: Send = async ({ url, contentType, body }) => {
    try {
      const answer = await request(url, {
        method: 'POST',
        body,
        headers: { 'content-type': contentType },
        dispatcher,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: answer.statusCode, answer: (await answer.body.text()).slice(0, 200) };
    } catch (error) {
      return { status: 0, answer: (error as Error).message.slice(0, 200) };
    }
  };
  return { send, close: () => dispatcher.destroy() };
}
