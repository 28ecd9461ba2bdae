import 'reflect-metadata';
import { migrate } from '@zhanggui/schema';
import { DataSource } from 'typeorm';
// The launcher's services run before anything is installed or built, so they are plain JavaScript.
// @ts-expect-error no types
import { startPostgres, startRedis } from '../../../tools/services.mjs';

export const templateDatabase = 'zhanggui_template';

/** Temporary PostgreSQL and Redis of their own for a whole test run; one migrated database that each test file copies. */
export default async function setup(): Promise<() => Promise<void>> {
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
