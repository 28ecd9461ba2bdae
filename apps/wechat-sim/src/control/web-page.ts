import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** The page at `/`, on which a person plays buyer, recipient and platform. */
export function webPage(app: FastifyInstance, folder: string): void {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const type = types[path.extname(name)] ?? 'text/plain; charset=utf-8';
    const url = name === 'index.html' ? '/' : `/web/${name}`;
    app.get(url, async (_request, reply) => reply.type(type).header('cache-control', 'no-cache').send(text));
  }
}
