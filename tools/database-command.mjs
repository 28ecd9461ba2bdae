// npm run backup, restore, audit:verify and certificates:verify: on the database of DATABASE_URL, else on the embedded one of DATA_DIR.
import './require-node.mjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installDependencies } from './install.mjs';
import { SetupError, startPostgres } from './services.mjs';

const root = path.resolve(import.meta.dirname, '..');
const database = 'zhanggui';

/** Where npm start keeps its data. */
export const dataDir = path.resolve(process.env.DATA_DIR ?? path.join(root, '.data'));

/** The embedded PostgreSQL, running already or started for this command. */
async function embedded({ create }) {
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

/** Builds the API when its sources changed since the last time. */
function build() {
  execFileSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'build', 'api'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NX_NO_CLOUD: 'true', NX_DAEMON: 'false', NX_TUI: 'false', NODE_ENV: 'production' },
  });
}

/** Runs a command of the API that needs no database. */
export function builtCommand(name, args, env = {}) {
  try {
    installDependencies(root, (text) => process.stderr.write(`${text}\n`));
    build();
    run(name, args, env);
  } catch (error) {
    tell(error);
  }
}

/**
 * Runs a built command of the API on the database. `create`: the embedded database may be made for it. `usual`: the file where
 * none is named. `takesFile`: false for a command without one. `env`: what it is told besides.
 */
export async function databaseCommand(name, { create = false, usual = undefined, takesFile = true, env = {} } = {}) {
  let stop = async () => undefined;
  try {
    const file = takesFile ? (process.argv[2] ?? usual) : undefined;
    if (takesFile && !file) throw new SetupError(`Name a file: npm run ${name} -- FILE`);
    installDependencies(root, (text) => process.stderr.write(`${text}\n`));
    const { url, ...server } = process.env.DATABASE_URL
      ? { url: process.env.DATABASE_URL, stop }
      : await embedded({ create });
    stop = server.stop;
    build();
    run(name, file ? [path.resolve(file)] : [], { ...env, DATABASE_URL: url });
  } catch (error) {
    tell(error);
  } finally {
    await stop();
  }
}

function run(name, args, env) {
  const command = ['--enable-source-maps', `dist/apps/api/${name}.js`, ...args];
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

function tell(error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
