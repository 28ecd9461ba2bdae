// Orders applied per second from pushes, against the same rows by plain SQL; how fast callbacks are answered; memory.
import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { connectShops } from '../tools/retail/shops.mjs';
import { withInstallation } from '../tools/retail/temporary-installation.mjs';
import { cores, goal, latencies, median, round, sum, watchMemory, watchProcessor } from './measure.mjs';
import { sealPush } from './seal.mjs';

const shopsOf = (kind) =>
  [1, 2, 3, 4].map((n) => ({
    merchant: `Bench ${kind} ${Math.ceil(n / 2)}`,
    name: `Bench ${kind} ${n}`,
    appid: `wxbench${kind}000000${n}`,
  }));
// Polls and the first reading of history would be work beside what is measured.
const env = { WECHAT_CALLS_PER_SECOND: '10000', POLL_SECONDS: '3600', BACKFILL_DAYS: '1' };
const sizes = {
  full: { rounds: 4, orders: 2000, warmUp: 1500, callbackRounds: 3, callbackSeconds: 20 },
  quick: { rounds: 1, orders: 200, warmUp: 50, callbackRounds: 1, callbackSeconds: 5 },
};
const pushesPerSecond = 200;
/** Pushes of placed orders are held back for so long, so that placing them is over when they start. */
const holdSeconds = 15;

export async function run({ quick, say }) {
  const size = quick ? sizes.quick : sizes.full;
  return withInstallation({ say, env, durable: true }, async (installation) => {
    const bench = await prepare(installation);
    const endMemory = watchMemory({ api: installation.pids.api, worker: installation.pids.worker });
    say('Warming up …');
    await productRound(bench, size.warmUp);
    await rawRound(bench);
    const rounds = { product: [], raw: [] };
    for (let number = 1; number <= size.rounds; number++) {
      rounds.product.push(await productRound(bench, size.orders));
      rounds.raw.push(await rawRound(bench));
      const last = (list) => round(list.at(-1).ordersPerSecond, 0);
      say(
        `Round ${number} of ${size.rounds}: ${last(rounds.product)} orders/s, plain SQL ${last(rounds.raw)} orders/s`,
      );
    }
    const callbacks = [];
    for (let number = 1; number <= size.callbackRounds; number++) {
      callbacks.push(await callbackRound(bench, size.callbackSeconds));
      say(`Callbacks ${number} of ${size.callbackRounds}: p99 ${callbacks.at(-1).p99} ms`);
    }
    const memory = endMemory();
    await bench.writer.end();
    return report({ size, rounds, callbacks, memory, postgres: await version(installation) });
  });
}

async function prepare(installation) {
  const [api, simulator] = [await installation.signIn(), installation.simulator()];
  const sides = { api, simulator, baseUrl: installation.apiUrl };
  const place = { timeZone: 'Asia/Shanghai', products: 12 };
  const stores = await connectShops(sides, shopsOf('p'), place);
  const rawStores = await connectShops(sides, shopsOf('r'), place);
  for (const { appid } of rawStores) await simulator('PUT', `/sim/api/shops/${appid}/push`, { url: null });
  const bench = { installation, api, simulator, stores, rawStores, writer: startWriter(installation) };
  await settled(bench);
  return bench;
}

/** Waits until every push was sent and no work is left. */
async function settled({ installation, simulator }) {
  await installation.onDatabase(async (client) => {
    for (;;) {
      const { pendingPushes } = await simulator('GET', '/sim/api/health');
      const { rows } = await client.query('SELECT count(*)::int AS open FROM work WHERE parked_at IS NULL');
      if (pendingPushes === 0 && rows[0].open === 0) return;
      await pause(100);
    }
  });
}

async function placeOrders({ installation, stores }, count) {
  const pool = new Pool(installation.simulatorUrl, { connections: 16, pipelining: 1 });
  const placed = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const { appid } = stores[next++ % stores.length];
      const { body, statusCode } = await pool.request({
        method: 'POST',
        path: `/sim/api/shops/${appid}/orders`,
        headers: { 'content-type': 'application/json' },
        body: '{"pay":true}',
      });
      const { orderIds } = await body.json();
      if (statusCode !== 200) throw new Error(`The simulator answered ${statusCode} to an order`);
      placed.push({ appid, id: orderIds[0] });
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await pool.close();
  return placed;
}

/** Every round starts with statistics of what is there, as an installation has them that runs for a while. */
const tidy = (installation) => installation.onDatabase((client) => client.query('VACUUM ANALYZE'));

/** Places orders whose pushes are held back, lets them go, and waits until each is applied. */
async function productRound(bench, count) {
  const { installation, simulator, stores } = bench;
  const startedAt = Date.now();
  // The platform's times are whole seconds.
  const since = new Date(Math.floor(startedAt / 1000) * 1000);
  await simulator('PUT', '/sim/api/faults', { delayPush: 1, delayPushSeconds: holdSeconds });
  await placeOrders(bench, count);
  await simulator('PUT', '/sim/api/faults', { reset: true });
  const due = startedAt + holdSeconds * 1000;
  await tidy(installation);
  if (Date.now() > due) throw new Error(`Placing ${count} orders took longer than ${holdSeconds} s`);
  await pause(due - Date.now());
  const endProcessor = watchProcessor(installation.pids);
  await settled(bench);
  const seconds = (Date.now() - due) / 1000;
  const { cpu, machine } = endProcessor();
  const [applied] = await installation.onDatabase(
    async (client) =>
      (
        await client.query(
          'SELECT count(*)::int AS orders, sum(version)::int AS applications FROM orders WHERE store_id = ANY($1::uuid[]) AND created_at >= $2',
          [stores.map(({ id }) => id), since],
        )
      ).rows,
  );
  if (applied.orders !== count) throw new Error(`${count} orders were placed and ${applied.orders} applied`);
  bench.since = since;
  const simulatorSeconds = cpu.simulator + cpu.postgresOfSimulator;
  const ourSeconds = cpu.api + cpu.worker + cpu.postgres + cpu.redis;
  const othersSeconds = Math.max(0, machine - ourSeconds - simulatorSeconds);
  return {
    orders: count,
    applications: applied.applications,
    seconds,
    ordersPerSecond: count / seconds,
    // What the simulator used of the machine is taken off the clock: with it elsewhere, that time would be ours.
    ordersPerSecondWithoutSimulator: count / (seconds - simulatorSeconds / cores),
    // The same for processes that are no part of the benchmark at all.
    ordersPerSecondUndisturbed: count / (seconds - (simulatorSeconds + othersSeconds) / cores),
    cpu,
    simulatorSeconds,
    ourSeconds,
    ourCpuMsPerOrder: (ourSeconds * 1000) / count,
    busy: (ourSeconds + simulatorSeconds) / (cores * seconds),
    othersBusy: othersSeconds / (cores * seconds),
  };
}

/** Writes the rows of the round before once more, by plain SQL, while the product's processes stand still. */
async function rawRound({ installation, writer, stores, rawStores, since }) {
  const { api, worker, simulator } = installation.pids;
  const standStill = [api, worker, simulator];
  const map = Object.fromEntries(stores.map((store, i) => [store.id, rawStores[i]]));
  // What the calls left behind is written with a little delay.
  await pause(1200);
  const { orders } = await writer.ask({ task: 'prepare', since, stores: map });
  await tidy(installation);
  for (const pid of standStill) process.kill(pid, 'SIGSTOP');
  const endProcessor = watchProcessor({ postgres: installation.pids.postgres, writer: writer.pid });
  try {
    const { seconds } = await writer.ask({ task: 'go' });
    const { cpu, machine } = endProcessor();
    const rawSeconds = cpu.writer + cpu.postgres;
    const othersSeconds = Math.max(0, machine - rawSeconds);
    return {
      orders,
      seconds,
      ordersPerSecond: orders / seconds,
      ordersPerSecondUndisturbed: orders / (seconds - othersSeconds / cores),
      cpu: { writer: cpu.writer, postgres: cpu.postgres },
      cpuMsPerOrder: (rawSeconds * 1000) / orders,
      busy: rawSeconds / (cores * seconds),
      othersBusy: othersSeconds / (cores * seconds),
    };
  } finally {
    // Differences of figures of this round would be folded in the next one, at the product's cost.
    const raw = rawStores.map(({ id }) => id);
    await installation.onDatabase((client) =>
      client.query('DELETE FROM metric_delta WHERE store_id = ANY($1::uuid[])', [raw]),
    );
    for (const pid of standStill) process.kill(pid, 'SIGCONT');
  }
}

function startWriter(installation) {
  const child = fork(path.join(import.meta.dirname, 'raw-writer.mjs'), {
    env: { ...process.env, ...installation.env },
  });
  return {
    pid: child.pid,
    ask: (message) =>
      new Promise((resolve, reject) => {
        child.once('message', ({ ok, error }) => (error ? reject(new Error(error)) : resolve(ok)));
        child.send(message);
      }),
    end: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill();
      }),
  };
}

/**
 * Sends pushes at a fixed rate, whatever the answers do, and measures each from the moment at which it was due. Three
 * pushes about each order, as the platform sends them; the worker reads the orders meanwhile.
 */
async function callbackRound(bench, seconds) {
  const { installation, simulator, stores } = bench;
  await simulator('PUT', '/sim/api/faults', { losePush: 1 });
  const orders = await placeOrders(bench, Math.ceil((pushesPerSecond * seconds) / 3));
  await simulator('PUT', '/sim/api/faults', { reset: true });
  const pushes = sealedPushes(orders, stores).slice(0, pushesPerSecond * seconds);
  const pool = new Pool(installation.apiUrl, { connections: 64, pipelining: 1 });
  const endProcessor = watchProcessor(installation.pids);
  const startAt = performance.now() + 100;
  const taken = [];
  const answers = new Map();
  const send = async ({ path: target, body }, dueAt) => {
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path: target,
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await answer.text();
    taken.push(performance.now() - dueAt);
    const word = `${statusCode} ${text}`;
    answers.set(word, (answers.get(word) ?? 0) + 1);
  };
  const open = [];
  for (const [i, push] of pushes.entries()) {
    const dueAt = startAt + (i * 1000) / pushesPerSecond;
    const wait = dueAt - performance.now();
    if (wait > 0) await pause(wait);
    open.push(send(push, dueAt));
  }
  await Promise.all(open);
  const { cpu, machine } = endProcessor();
  await pool.close();
  await settled(bench);
  if (answers.size !== 1 || !answers.has('200 success'))
    throw new Error(`Callbacks were answered: ${JSON.stringify([...answers])}`);
  return { ...latencies(taken), cpu, machineBusy: round(machine / (cores * seconds)) };
}

function sealedPushes(orders, stores) {
  const byAppid = new Map(stores.map((store) => [store.appid, store]));
  const createTime = Math.floor(Date.now() / 1000);
  // A push of each order, then the second of each of them, then the third.
  const inTurns = 30;
  const pushes = [];
  for (let from = 0; from < orders.length; from += inTurns) {
    for (const event of ['channels_ec_order_new', 'channels_ec_order_pay', 'channels_ec_order_wait_shipping']) {
      for (const { appid, id } of orders.slice(from, from + inTurns)) {
        const text = `{"ToUserName":"gh_bench","FromUserName":"o","CreateTime":${createTime},"MsgType":"event","Event":"${event}","order_info":{"order_id":${id}}}`;
        const { query, body } = sealPush(text, { appid, ...byAppid.get(appid).push });
        pushes.push({ path: `/wechat/apps/${appid}?${query}`, body });
      }
    }
  }
  return pushes;
}

const version = (installation) =>
  installation.onDatabase(async (client) => (await client.query('SHOW server_version')).rows[0].server_version);

function report({ size, rounds, callbacks, memory, postgres }) {
  const of = (list, field) => median(list.map((entry) => entry[field]));
  const product = of(rounds.product, 'ordersPerSecond');
  const corrected = of(rounds.product, 'ordersPerSecondWithoutSimulator');
  const raw = of(rounds.raw, 'ordersPerSecond');
  const ofPairs = (ratio) => round(median(rounds.product.map((ours, i) => ratio(ours, rounds.raw[i]))));
  const share = (list, name) => median(list.map(({ cpu, orders }) => (cpu[name] * 1000) / orders));
  const cpuPerOrder = {
    product: Object.fromEntries(
      ['api', 'worker', 'postgres', 'redis', 'simulator', 'postgresOfSimulator'].map((name) => [
        name,
        round(share(rounds.product, name)),
      ]),
    ),
    raw: Object.fromEntries(['writer', 'postgres'].map((name) => [name, round(share(rounds.raw, name))])),
  };
  const result = {
    sizes: size,
    postgres,
    ordersPerSecond: { product: round(product), withoutSimulator: round(corrected), raw: round(raw) },
    // Medians of what each round of the product says beside the round of plain SQL right after it.
    ratios: {
      asMeasured: ofPairs((ours, plain) => ours.ordersPerSecond / plain.ordersPerSecond),
      withoutSimulator: ofPairs((ours, plain) => ours.ordersPerSecondWithoutSimulator / plain.ordersPerSecond),
      undisturbed: ofPairs((ours, plain) => ours.ordersPerSecondUndisturbed / plain.ordersPerSecondUndisturbed),
      processorTime: ofPairs((ours, plain) => plain.cpuMsPerOrder / ours.ourCpuMsPerOrder),
    },
    cpuMsPerOrder: cpuPerOrder,
    applicationsPerOrder: round(
      sum(rounds.product.map((r) => r.applications)) / sum(rounds.product.map((r) => r.orders)),
    ),
    callbacks: {
      perSecond: pushesPerSecond,
      p50: round(of(callbacks, 'p50')),
      p95: round(of(callbacks, 'p95')),
      p99: round(of(callbacks, 'p99')),
      rounds: callbacks,
    },
    memory,
    rounds,
  };
  const { ratios } = result;
  process.stdout.write('\nIngest: orders applied per second from pushes\n');
  process.stdout.write(
    `  product ${round(product, 0)}/s, without the simulator's share ${round(corrected, 0)}/s, plain SQL ${round(raw, 0)}/s\n`,
  );
  process.stdout.write(`  processor ms per order: ${JSON.stringify(cpuPerOrder)}\n`);
  process.stdout.write(`  applied ${result.applicationsPerOrder} times per order; memory ${JSON.stringify(memory)}\n`);
  result.goals = [
    goal(
      'ingest, ratio to plain SQL without the simulator',
      ratios.withoutSimulator,
      '>= 0.5',
      ratios.withoutSimulator >= 0.5,
    ),
    goal('callback p99 at 200/s, ms', result.callbacks.p99, '< 50', result.callbacks.p99 < 50),
  ];
  process.stdout.write(
    `  ratio as measured ${ratios.asMeasured}, without other processes too ${ratios.undisturbed}, of processor time ${ratios.processorTime}\n`,
  );
  return result;
}
