// The newest 50 orders in a state, of one store and of a provider, at three sizes: the API against the same statements
// sent by a bare handler, every target in turn.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Client } from 'undici';
import { temporaryOwner, withDatabase, withInstallation } from '../tools/retail/temporary-installation.mjs';
import { fillOrders, fillStores, shape } from './many-orders.mjs';
import { goal, latencies, median, percentile, residentMb, round } from './measure.mjs';

const root = path.resolve(import.meta.dirname, '..');
const view = 'to_ship';
const limit = 50;
const storesUnderTest = 3;
const provider = 'Bench provider';
const manager = {
  email: 'manager@bench.example',
  password: temporaryOwner.password,
  name: 'Manager',
  role: 'merchant_manager',
};
const sizes = {
  full: { orders: { '10k': 10_000, '100k': 100_000, '1M': 1_000_000 }, blocks: 6, perBlock: 250, warmUp: 150 },
  quick: { orders: { '10k': 10_000, '20k': 20_000 }, blocks: 2, perBlock: 40, warmUp: 20 },
};
const env = { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' };

export async function run({ quick, say }) {
  const size = quick ? sizes.quick : sizes.full;
  return withInstallation({ say, env, withSimulator: false }, async (installation) => {
    const databases = [];
    for (const [name, orders] of Object.entries(size.orders)) {
      say(`Making ${orders} orders in ${shape.merchants * shape.storesPerMerchant} stores …`);
      databases.push(await makeDatabase(installation, name, orders));
    }
    const targets = [];
    for (const database of databases) targets.push(...(await targetsOf(installation, database)));
    say('Warming up …');
    for (let i = 0; i < size.warmUp; i++) for (const target of targets) await ask(target, i);
    for (let block = 1; block <= size.blocks; block++) {
      for (const target of targets) target.blocks.push([]);
      for (let i = 0; i < size.perBlock; i++)
        for (const target of inRandomOrder(targets)) target.blocks.at(-1).push(await ask(target, i));
      say(`Block ${block} of ${size.blocks}`);
    }
    const memory = Object.fromEntries(
      databases.map(({ name }) => [`api ${name}`, residentMb(installation.pids[`api ${name}`])]),
    );
    await Promise.all(targets.map(({ client }) => client.close()));
    const plans = await explain(installation, databases.at(-1), targets);
    return report({ size, targets, memory, plans });
  });
}

async function makeDatabase(installation, name, orders) {
  const url = withDatabase(installation.databaseUrl, `list_${name.toLowerCase()}`);
  await installation.onDatabase((client) => client.query(`CREATE DATABASE ${new URL(url).pathname.slice(1)}`));
  const command = (file, input) =>
    execFileSync(process.execPath, [path.join('dist/apps/api', file)], {
      cwd: root,
      env: { ...process.env, ...installation.env, DATABASE_URL: url },
      input,
      stdio: 'pipe',
    });
  const createPeople = (people) => command('create-users.js', JSON.stringify({ provider, people }));
  command('migrate.js');
  createPeople([{ ...temporaryOwner, name: 'Owner', role: 'provider_owner' }]);
  const scope = await installation.on(url, async (client) => {
    await client.query('CREATE EXTENSION pg_stat_statements');
    const { rows } = await client.query('SELECT id FROM service_provider WHERE name = $1', [provider]);
    await fillStores(client, rows[0].id);
    await fillOrders(client, orders);
    const stores = await client.query('SELECT merchant_id, id FROM store ORDER BY app_id LIMIT $1', [storesUnderTest]);
    const relation = await client.query(
      "SELECT pg_table_size('orders') AS rows, pg_indexes_size('orders') AS indexes, current_setting('server_version') AS version",
    );
    return { providerId: rows[0].id, stores: stores.rows, relation: relation.rows[0] };
  });
  createPeople([{ ...manager, merchant: 'Merchant 0001' }]);
  return { name, orders, url, ...scope };
}

/** The API and the bare handler of one database, for one store and for the provider. */
async function targetsOf(installation, { name, url, providerId, stores }) {
  const apiUrl = await installation.startApi(`api ${name}`, url);
  const cookies = { tenant: await cookieOf(apiUrl, manager), provider: await cookieOf(apiUrl, temporaryOwner) };
  const query = `view=${view}&limit=${limit}`;
  const paths = {
    tenant: stores.map((store) => `/api/v1/orders?${query}&merchantId=${store.merchant_id}&storeId=${store.id}`),
    provider: [`/api/v1/orders?${query}`],
  };
  const api = Object.keys(paths).map((scope) => ({
    name,
    scope,
    kind: 'api',
    client: new Client(apiUrl),
    paths: paths[scope],
    headers: { cookie: cookies[scope] },
    blocks: [],
  }));
  for (const target of api) await ask(target, 0);
  const statements = await statementsOf(installation, url);
  const bareUrl = await installation.startServer(
    `bare ${name}`,
    path.join(import.meta.dirname, 'bare-server.mjs'),
    { DATABASE_URL: url, STATEMENTS: JSON.stringify(statements) },
    '/readyz',
  );
  const params = {
    tenant: stores.map((store) => [store.merchant_id, store.id, view]),
    provider: [[providerId, view]],
  };
  const bare = Object.keys(params).flatMap((scope) =>
    ['bare', 'plain'].map((kind) => ({
      name,
      scope,
      kind,
      client: new Client(bareUrl),
      paths: params[scope].map((list) => `/${scope}/${kind}?params=${encodeURIComponent(JSON.stringify(list))}`),
      headers: {},
      blocks: [],
      statement: statements[scope].bare,
      params: params[scope][0],
    })),
  );
  return [...api, ...bare];
}

async function cookieOf(url, { email, password }) {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`${email} could not sign in: ${response.status}`);
  return response.headers.getSetCookie()[0].split(';')[0];
}

/** The statements that the API has just sent for its lists, as the database saw them. */
function statementsOf(installation, url) {
  return installation.on(url, async (client) => {
    const statement = async (role, scopeColumn, given) => {
      const { rows } = await client.query(
        `SELECT query FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid
         WHERE d.datname = current_database() AND r.rolname = $1 AND query ~ $2`,
        [role, `FROM orders WHERE ${scopeColumn} = \\$1.*ORDER BY created_at DESC, id DESC LIMIT`],
      );
      const numbers = (rows[0]?.query.match(/\$\d+/g) ?? []).map((text) => Number(text.slice(1)));
      // The only constant is the limit, which the database shows as one parameter more.
      if (rows.length !== 1 || Math.max(...numbers) !== given + 1)
        throw new Error(`The statement of the list as ${role} was not recognised`);
      const bare = rows[0].query.replace(`$${given + 1}`, String(limit + 1));
      // The page itself, without the names that are joined to it.
      const plain = /FROM \((SELECT .*)\) AS o/s.exec(bare)?.[1];
      if (!plain) throw new Error('The page within the statement of the list was not recognised');
      return { bare, plain };
    };
    return {
      tenant: await statement('app_tenant', 'merchant_id', 3),
      provider: await statement('app_provider', 'provider_id', 2),
    };
  });
}

/** @returns milliseconds until the whole answer was read */
async function ask({ client, paths, headers, kind }, i) {
  const started = performance.now();
  const { statusCode, body } = await client.request({ method: 'GET', path: paths[i % paths.length], headers });
  const text = await body.text();
  const taken = performance.now() - started;
  const items = statusCode === 200 ? JSON.parse(text).items.length : -1;
  if (items !== (kind === 'api' ? limit : limit + 1))
    throw new Error(`${kind} answered ${statusCode} with ${items} items`);
  return taken;
}

function inRandomOrder(list) {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** The plans under the roles of the application, at the largest size. */
function explain(installation, { url, name }, targets) {
  const roles = { tenant: ['app_tenant', 'app.merchant_id'], provider: ['app_provider', 'app.provider_id'] };
  return installation.on(url, async (client) => {
    const plans = {};
    for (const [scope, [role, setting]] of Object.entries(roles)) {
      const { statement, params } = targets.find((t) => t.name === name && t.scope === scope && t.kind === 'bare');
      await client.query('BEGIN');
      await client.query(`SET LOCAL ROLE ${role}`);
      await client.query(`SET LOCAL ${setting} = '${params[0]}'`);
      const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS) ${statement}`, params);
      await client.query('ROLLBACK');
      plans[role] = rows.map((row) => row['QUERY PLAN']);
    }
    return plans;
  });
}

function report({ size, targets, memory, plans }) {
  const figures = targets.map(({ name, scope, kind, blocks }) => ({
    size: name,
    scope,
    kind,
    ...latencies(blocks.flat()),
    // One moment of noise on the machine spoils a block, not the result.
    p95: round(median(blocks.map((block) => percentile(block, 0.95))), 3),
    p50: round(median(blocks.map((block) => percentile(block, 0.5))), 3),
  }));
  const find = (name, scope, kind) => figures.find((f) => f.size === name && f.scope === scope && f.kind === kind);
  const names = Object.keys(size.orders);
  process.stdout.write('\nOrder list, newest 50 in a state, milliseconds\n');
  const goals = [];
  for (const scope of ['tenant', 'provider']) {
    const what = scope === 'tenant' ? 'one store' : 'a provider';
    for (const name of names) {
      const [api, bare, plain] = ['api', 'bare', 'plain'].map((kind) => find(name, scope, kind));
      const text = `p50 ${api.p50} / ${bare.p50} / ${plain.p50}, p95 ${api.p95} / ${bare.p95} / ${plain.p95}`;
      process.stdout.write(`  ${what}, ${name}: ${text} (API / bare / bare without names)\n`);
      const ratio = round(api.p95 / bare.p95);
      goals.push(goal(`list of ${what} at ${name}, p95 to bare`, ratio, '<= 2', ratio <= 2));
    }
    const growth = round(find(names.at(-1), scope, 'api').p95 / find(names[0], scope, 'api').p95);
    goals.push(goal(`list of ${what}, p95 at ${names.at(-1)} to ${names[0]}`, growth, '<= 1.3', growth <= 1.3));
  }
  process.stdout.write(`  memory ${JSON.stringify(memory)}\n`);
  return { sizes: size, shape, view, limit, figures, goals, memoryMb: memory, plans };
}
