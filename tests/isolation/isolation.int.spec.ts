import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { providerContext, type ReadContext, tenantContext } from '@zhanggui/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { concerns } from '../../apps/api/src/live.controller';
import { equivalents } from './equivalent';
import { openRoutes } from './links';
import { checkMutants, conditionsOf, mutate, type Outcome, policyMutants, removeConditions } from './mutants';
import { routesOf } from './probes';
import { Siege } from './siege';
import { allParts, formed, freeText, ofNobody, sides, wordsOf } from './words';
import { World } from './world';

// `npm run isolation` sets it: 'walls' or 'mutants'.
const whole = process.env['ISOLATION'];
vi.setConfig({ testTimeout: whole ? 7_200_000 : 300_000, hookTimeout: 180_000 });

/** Without the command the set-ups meet one attacker of each kind. */
const oneOfEachKind = [
  'merchant_owner',
  'provider_owner',
  'provider_support inside',
  'provider_staff of one store',
  "key of a merchant's owner",
];

let world: World;
let siege: Siege;
beforeAll(async () => {
  world = await World.start();
  siege = await Siege.start(world);
});
afterAll(() => world?.stop());

const attackers = () => world.attackers.filter(({ name }) => whole || oneOfEachKind.includes(name));
const shown = (found: Awaited<ReturnType<Siege['run']>>) => found.map(({ trial, wrong }) => `${trial.name} ${wrong}`);
const report = (name: string, value: unknown) => {
  const folder = process.env['ISOLATION_REPORT'];
  if (folder) writeFileSync(`${folder}/${name}.json`, JSON.stringify(value));
};

describe('nothing leaks', () => {
  it('with both walls, and ids of others are answered like ids that do not exist', async () => {
    const trials = siege.trials(attackers());
    expect(shown(await siege.run(trials))).toEqual([]);
    expect(siege.telling()).toEqual([]);
    report('coverage', {
      routes: routesOf(siege.api).length,
      attackers: attackers().map(({ name }) => name),
      trials: trials.length,
      answers: siege.answers,
      statements: siege.sentBy.size,
    });
  });

  it('with the row policies taken away', async () => {
    expect(await siege.takeDatabaseWall(async () => shown(await siege.run(siege.trials(attackers()))))).toEqual([]);
  });

  it('with the conditions of the statements taken away', async () => {
    expect(await siege.takeApplicationWall(async () => shown(await siege.run(siege.trials(attackers()))))).toEqual([]);
  });
});

describe('what the trials stand on', () => {
  it('is a word of its side in every free text: a new column of text needs one, or a form', async () => {
    const columns = await world.query<{ table: string; column: string }>(
      `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'ARRAY') ORDER BY 1, 2`,
    );
    const unknown = columns.filter(
      ({ table, column }) => !(table in ofNobody) && !freeText[table]?.includes(column) && !formed.test(column),
    );
    expect(unknown).toEqual([]);
    const empty: string[] = [];
    for (const [table, names] of Object.entries(freeText))
      for (const name of names) {
        const found = await world.query(`SELECT 1 FROM ${table} WHERE ${name}::text LIKE '%canary%' LIMIT 1`);
        if (found.length === 0) empty.push(`${table}.${name}`);
      }
    expect(empty).toEqual([]);
  });

  it('is every way out: answers are JSON, and no route gives a file, an export or a stream of its own', () => {
    const kinds = routesOf(siege.api).flatMap(([method, path, { responses }]) =>
      Object.values(responses).flatMap(({ content }) =>
        Object.keys(content ?? {}).map((kind) => `${kind === 'application/json' ? '' : `${method} ${path} `}${kind}`),
      ),
    );
    expect([...new Set(kinds)]).toEqual(['application/json']);
  });

  it('is closed to whoever is not signed in, but for what is known to be open', async () => {
    const routes = [...routesOfControllers(), 'GET /api/openapi.json'];
    expect(routes.length).toBeGreaterThan(routesOf(siege.api).length);
    const open: string[] = [];
    for (const route of routes) {
      const [method, path] = route.split(' ');
      const url = path!.replace(/:\w+/g, world.books.nowhere.orderId);
      const { statusCode } = await world.product.api.inject({ method: method as 'GET', url });
      if (statusCode !== 401) open.push(route);
    }
    await siege.restore();
    expect(open.sort()).toEqual(Object.keys(openRoutes).sort());
  });

  it('has left no word of anybody in the log, at its most talkative', () => {
    const log = world.logged.join('');
    expect(world.logged.length).toBeGreaterThan(100);
    for (const side of sides)
      for (const said of wordsOf(side, ...allParts)) expect([said, log.includes(said)]).toEqual([said, false]);
  });

  it('is told to open screens only within their scope', () => {
    const { A, B } = world.providers;
    const { A1, A2, B1 } = world.merchants;
    const storeId = world.books.A1!.storeId;
    const about = (providerId: string, merchantId: string) => ({
      providerId,
      merchantId,
      storeId,
      topic: 'orders' as const,
    });
    const tenant = tenantContext({ merchantId: A1, providerId: A, storeIds: 'all' });
    const provider = providerContext({ providerId: A, merchantIds: 'all', stores: 'all' });
    const narrow = providerContext({ providerId: A, merchantIds: [A2], stores: [] });
    const oneStore = providerContext({ providerId: A, merchantIds: [], stores: [{ merchantId: A1, storeId }] });
    const heard = (scope: ReadContext) =>
      [about(A, A1), about(A, A2), about(B, B1)].map((update) => concerns(scope, update));
    expect([tenant, provider, narrow, oneStore].map(heard)).toEqual([
      [true, false, false],
      [true, true, false],
      [false, true, false],
      [true, false, false],
    ]);
  });
});

describe('the suite goes red', () => {
  const survivors = (outcomes: readonly Outcome[]) =>
    outcomes.filter(({ killedBy }) => !killedBy).map(({ mutant }) => mutant);

  it('when a row policy lets everything through', async () => {
    const all = await policyMutants(siege, siege.trials(attackers()));
    const some = whole === 'mutants' ? all : all.filter((_, at) => at % 10 === 3);
    const outcomes = await siege.takeApplicationWall(() => mutate(siege, some));
    report('policies', outcomes);
    expect(survivors(outcomes)).toEqual([]);
  });

  it('when a row policy lets everything be written', async () => {
    const checks = await checkMutants(siege);
    expect(checks.length).toBeGreaterThan(20);
    expect(shown(await siege.run(checks.flatMap(({ trials }) => trials)))).toEqual([]);
    const outcomes = await siege.takeApplicationWall(() => mutate(siege, checks));
    report('checks', outcomes);
    expect(survivors(outcomes)).toEqual([]);
  });

  it('when a statement loses its condition on the tenant', async () => {
    const all = conditionsOf(siege);
    const some = whole === 'mutants' ? all : all.filter(({ name }) => share(name) === 0);
    expect(some.length).toBeGreaterThan(0);
    const { outcomes, wrong } = await siege.takeDatabaseWall(() =>
      removeConditions(siege, siege.trials(attackers()), some, equivalents),
    );
    report('conditions', outcomes);
    expect(wrong).toEqual([]);
  });
});

/** Which of twelve parts a condition belongs to: the same each time, and another when its statement changes. */
const share = (name: string): number => createHash('sha256').update(name).digest().readUInt32BE(0) % 12;

/** Every route that a controller answers, also those that the description leaves out. */
function routesOfControllers(): string[] {
  const modules = [...world.product.api.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype));
  return controllers.flatMap((controller) => {
    const { prototype } = controller as { prototype: Record<string, object> };
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const path: string | undefined =
        name === 'constructor' ? undefined : Reflect.getMetadata('path', prototype[name]!);
      if (path === undefined) return [];
      const parts = [Reflect.getMetadata('path', controller as object), path].filter((part) => part && part !== '/');
      return [`${RequestMethod[Reflect.getMetadata('method', prototype[name]!)]} /${parts.join('/')}`];
    });
  });
}
