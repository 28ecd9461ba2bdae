import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { conditionMutants, mutate, type Outcome, policyMutants } from './mutants';
import { routesOf } from './probes';
import { Siege } from './siege';
import { World } from './world';

// `npm run isolation` sets it: 'walls' or 'mutants'.
const whole = process.env['ISOLATION'];
vi.setConfig({ testTimeout: whole ? 7_200_000 : 300_000, hookTimeout: 180_000 });

/** Without the command the set-ups meet one attacker of each kind. */
const oneOfEachKind = [
  'merchant_owner',
  'provider_owner',
  'provider_support inside',
  'provider_staff of one merchant',
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

  // Not with the other tests: docs/isolation.md says which survive.
  it.runIf(whole === 'mutants')('when a statement loses its condition on the tenant', async () => {
    const all = conditionMutants(siege, siege.trials(attackers()));
    const outcomes = await siege.takeDatabaseWall(() => mutate(siege, all));
    report('conditions', outcomes);
    expect(survivors(outcomes)).toEqual([]);
  });
});
