import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

/** `json` or `text` is the answer; `hangUp` cuts the connection; `silent` never answers. */
export interface ScriptedAnswer {
  status?: number;
  json?: unknown;
  text?: string;
  hangUp?: boolean;
  silent?: boolean;
}

type Answerer = (request: SeenRequest) => ScriptedAnswer | Promise<ScriptedAnswer>;

/** A local stand-in for the platform that answers what a test tells it to, path by path, and remembers what it was asked. */
export class ScriptedPlatform {
  readonly seen: SeenRequest[] = [];
  connections = 0;
  private readonly answerers = new Map<string, Answerer>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedPlatform> {
    const server = createServer();
    const platform = new ScriptedPlatform(server);
    server.on('connection', () => {
      platform.connections += 1;
    });
    server.on('request', async (request, response) => {
      const seen = await readRequest(request);
      platform.seen.push(seen);
      const answerer: Answerer = platform.answerers.get(seen.path) ?? (() => ({ status: 404, text: 'not scripted' }));
      const { status = 200, json, text, hangUp, silent } = await answerer(seen);
      if (silent) return;
      if (hangUp) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end(text ?? JSON.stringify(json));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return platform;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  on(path: string, answerer: Answerer): this {
    this.answerers.set(path, answerer);
    return this;
  }

  /** These answers one after the other; the last one stays. */
  script(path: string, ...answers: ScriptedAnswer[]): this {
    let next = 0;
    return this.on(path, () => {
      const answer = answers[Math.min(next, answers.length - 1)] as ScriptedAnswer;
      next += 1;
      return answer;
    });
  }

  requestsTo(path: string): SeenRequest[] {
    return this.seen.filter((request) => request.path === path);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://local');
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
