// npm run openapi: writes the API's description and the admin's typed client from the DTOs.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const client = 'libs/api-client/src';
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
run('node_modules/rolldown/bin/cli.mjs', '-c', 'apps/api/rolldown.config.mjs', '--log-level', 'silent');
run('dist/apps/api/openapi.js', `${client}/openapi.json`);
run('node_modules/openapi-typescript/bin/cli.js', `${client}/openapi.json`, '-o', `${client}/schema.d.ts`);
