import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { readConfiguration } from '@zhanggui/platform';
import { ApiModule } from './api.module';
import { openApiDocument } from './openapi-document';

// Writes the API's description to the file given, without a database: in preview no provider is made.
const config = readConfiguration({
  DATABASE_URL: 'postgres://nobody@localhost/none',
  REDIS_URL: 'redis://localhost',
  ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
});
const app = await NestFactory.create(ApiModule.forRoot(config), new FastifyAdapter(), { preview: true, logger: false });
writeFileSync(process.argv[2] ?? 'openapi.json', `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
process.exit(0);
