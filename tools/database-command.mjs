// npm run backup -- FILE and npm run restore -- FILE: on the database of DATABASE_URL, else on the embedded one of DATA_DIR.
import './require-node.mjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installDependencies } from './install.mjs';
import { SetupError, startPostgres } from './services.mjs';

const root = path.resolve(import.meta.dirname, '..');
const database = 'zhanggui';

/** The embedded PostgreSQL, running already or started for this command. */
async function embedded({ create }) {
  const dataDir = path.resolve(process.env.DATA_DIR ?? path.join(root, '.data'));
  const dir = path.join(dataDir, 'postgres');
  if (!create && !existsSync(dir))
    throw new SetupError(`There is no database in ${dataDir}: set DATA_DIR to another folder, or DATABASE_URL.`);
  const postgres = await startPostgres({ dir });
  try {
    if (create) await ensureDatabase(postgres.url);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const url = new URL(postgres.url);
  url.pathname = `/${database}`;
  return { url: url.toString(), stop: postgres.stop };
}

async function ensureDatabase(serverUrl) {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}

function build() {
  const args = ['node_modules/rolldown/bin/cli.mjs', '-c', 'apps/api/rolldown.config.mjs', '--log-level', 'silent'];
  execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Runs a built command of the API on the database. `create`: the embedded database may be made for it. */
export async function databaseCommand(name, { create = false } = {}) {
  let stop = async () => undefined;
  try {
    const [file] = process.argv.slice(2);
    if (!file) throw new SetupError(`Name a file: npm run ${name} -- FILE`);
    installDependencies(root, (text) => process.stderr.write(`${text}\n`));
    const { url, ...server } = process.env.DATABASE_URL
      ? { url: process.env.DATABASE_URL, stop }
      : await embedded({ create });
    stop = server.stop;
    if (!existsSync(path.join(root, `dist/apps/api/${name}.js`))) build();
    const args = ['--enable-source-maps', `dist/apps/api/${name}.js`, path.resolve(file)];
    const env = { ...process.env, DATABASE_URL: url };
    process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  } finally {
    await stop();
  }
}
