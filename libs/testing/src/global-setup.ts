import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { migrate } from '@zhanggui/schema';
import { DataSource } from 'typeorm';
// The launcher's services run before anything is installed or built, so they are plain JavaScript.
// @ts-expect-error no types
import { startPostgres, startRedis } from '../../../tools/services.mjs';

export const templateDatabase = 'zhanggui_template';

const root = path.resolve(import.meta.dirname, '../../..');

/** Tests that need a process of its own start the built file; built once, since a build empties its folder first. */
function build(app: string): void {
  const args = ['node_modules/rolldown/bin/cli.mjs', '-c', `apps/${app}/rolldown.config.mjs`, '--log-level', 'silent'];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
}

/** Temporary PostgreSQL and Redis of their own for a whole test run; one migrated database that each test file copies. */
export default async function setup(): Promise<() => Promise<void>> {
  build('wechat-sim');
  build('api');
  build('worker');
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const admin = await new DataSource({ type: 'postgres', url: postgres.url }).initialize();
  await admin.query(`CREATE DATABASE ${templateDatabase}`);
  await admin.destroy();
  const template = new URL(postgres.url);
  template.pathname = `/${templateDatabase}`;
  await migrate(template.toString());
  process.env['TEST_PG'] = postgres.url;
  process.env['TEST_REDIS'] = redis.url;
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  };
}
