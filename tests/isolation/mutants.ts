import type { DatabaseRole } from '@zhanggui/platform';
import type { Equivalent } from './equivalent';
import { narrowingCondition, type Siege, type Trial, tenantCondition, withoutCondition } from './siege';

/** One thing loosened, alone. */
export interface Mutant {
  readonly name: string;
  /** What may notice it. */
  readonly trials: readonly Trial[];
  readonly loosen: () => Promise<void>;
  readonly tighten: () => Promise<void>;
}

export interface Outcome {
  readonly mutant: string;
  /** The trial that went red, and why; undefined when none did. */
  readonly killedBy: string | undefined;
  /** Why nobody can notice, from `equivalent.ts`. */
  readonly equivalent?: string;
}

/** A condition of a statement that the trials made. */
export interface Condition {
  /** The role and the statement on one line, with the condition in brackets: `tenant: SELECT … WHERE ⟦merchant_id = $1⟧`. */
  readonly name: string;
  readonly role: DatabaseRole;
  readonly sql: string;
  readonly at: number;
  readonly text: string;
  readonly sentBy: readonly string[];
}

const shortened = (sql: string) => sql.replace(/\s+/g, ' ').trim();

/** Each condition of each statement seen that says whose rows are meant, or narrows them to some merchants or stores. */
export function conditionsOf(siege: Siege): Condition[] {
  return [...siege.sentBy].flatMap(([key, names]) => {
    const role = key.slice(0, key.indexOf(' ')) as DatabaseRole;
    const sql = key.slice(role.length + 1);
    return [tenantCondition, narrowingCondition]
      .flatMap((kind) => [...sql.matchAll(kind)])
      .map(({ 0: text, index: at }): Condition => {
        const marked = `${sql.slice(0, at)}⟦${text}⟧${sql.slice(at + text.length)}`;
        return { name: `${role}: ${shortened(marked)}`, role, sql, at, text, sentBy: [...names] };
      });
  });
}

/** These conditions, gone; the row policies are away meanwhile. */
export function without(siege: Siege, trials: readonly Trial[], conditions: readonly Condition[]): Mutant {
  const loosened = new Map<string, string>();
  // From the last to the first, so that places before it stay where they are.
  for (const { role, sql, at, text } of [...conditions].sort((a, b) => b.at - a.at)) {
    const now = loosened.get(`${role} ${sql}`) ?? sql;
    loosened.set(`${role} ${sql}`, `${now.slice(0, at)}${withoutCondition(text)}${now.slice(at + text.length)}`);
  }
  const sentBy = new Set(conditions.flatMap((condition) => condition.sentBy));
  return {
    name: conditions.map(({ name }) => name).join(' and '),
    trials: spread(trials.filter(({ name }) => sentBy.has(name))),
    loosen: async () => {
      siege.rewrite = ({ role, sql }) => loosened.get(`${role} ${sql}`) ?? sql;
    },
    tighten: async () => {
      siege.rewrite = undefined;
    },
  };
}

/** Whether a condition's name is what a pattern of `equivalent.ts` describes; `…` stands for anything. */
export function describes(pattern: string, name: string): boolean {
  let from = 0;
  for (const [index, piece] of pattern.split('…').entries()) {
    const at = name.indexOf(piece, from);
    if (at < 0 || (index === 0 && at > 0)) return false;
    from = at + piece.length;
  }
  return true;
}

/**
 * Removes conditions one at a time. What nobody notices must be known as equivalent; and where another condition is said to
 * stand for it, removing both must be noticed.
 * @returns what came of each, and what is wrong
 */
export async function removeConditions(
  siege: Siege,
  trials: readonly Trial[],
  some: readonly Condition[],
  known: readonly Equivalent[],
): Promise<{ outcomes: Outcome[]; wrong: string[] }> {
  const all = conditionsOf(siege);
  const wrong: string[] = [];
  const outcomes: Outcome[] = [];
  const excusing = new Set<Equivalent>();
  for (const condition of some) {
    const [{ killedBy }] = (await mutate(siege, [without(siege, trials, [condition])])) as [Outcome];
    const entry = known.find(({ condition: pattern }) => describes(pattern, condition.name));
    outcomes.push({ mutant: condition.name, killedBy, ...(!killedBy && entry ? { equivalent: entry.reason } : {}) });
    if (!killedBy && !entry) wrong.push(`not noticed: ${condition.name}`);
    if (killedBy || !entry) continue;
    excusing.add(entry);
    if (!entry.impliedBy) continue;
    const others = [entry.impliedBy].flat().map((impliedBy) => sayTheSame(condition, impliedBy, all));
    if (others.some((found) => found.length === 0)) {
      wrong.push(`nothing is like ${entry.impliedBy}, which is said to imply: ${condition.name}`);
      continue;
    }
    const [both] = (await mutate(siege, [without(siege, trials, [condition, ...others.flat()])])) as [Outcome];
    outcomes.push(both);
    if (!both.killedBy) wrong.push(`not noticed even together: ${both.mutant}`);
  }
  if (some.length === all.length)
    for (const entry of known)
      if (!excusing.has(entry)) wrong.push(`no longer needed in equivalent.ts: ${entry.condition}`);
  return { outcomes, wrong };
}

/** The conditions that are said to imply another: the nearest of the same statement, else those of other statements. */
function sayTheSame(condition: Condition, impliedBy: RegExp | string, all: readonly Condition[]): Condition[] {
  if (typeof impliedBy === 'string') return all.filter(({ name }) => describes(impliedBy, name));
  const { sql, at } = condition;
  const found = [...sql.matchAll(new RegExp(impliedBy, 'g'))]
    .filter(({ index }) => index !== at)
    .sort((a, b) => distance(a.index, at) - distance(b.index, at))[0];
  return found ? [{ ...condition, name: `its ${found[0]}`, at: found.index, text: found[0] }] : [];
}

/** What comes after a condition is nearer than what comes before it. */
const distance = (to: number, from: number) => (to > from ? to - from : 1e9 + from - to);

interface Policy {
  readonly table: string;
  readonly name: string;
  readonly role: 'app_tenant' | 'app_provider';
  readonly using: string;
  readonly check: string | null;
}

function policies({ world }: Siege): Promise<Policy[]> {
  return world.query<Policy>(
    `SELECT tablename AS table, policyname AS name, roles[1]::text AS role, qual AS using, with_check AS check FROM pg_policies
     WHERE schemaname = 'public' AND roles[1] IN ('app_tenant', 'app_provider') ORDER BY 1, 2`,
  );
}

const altered = ({ world }: Siege, { name, table }: Policy, using: string, check: string | null): Promise<void> =>
  world
    .query(`ALTER POLICY ${name} ON ${table} USING (${using})${check === null ? '' : ` WITH CHECK (${check})`}`)
    .then(() => undefined);

/** Each row policy, let through everything; the conditions of the statements are away meanwhile. */
export async function policyMutants(siege: Siege, trials: readonly Trial[]): Promise<Mutant[]> {
  return (await policies(siege)).map((policy): Mutant => {
    const { table, name, role, using, check } = policy;
    const asked = new RegExp(`\\b${table}\\b`);
    const names = new Set(
      [...siege.sentBy].flatMap(([key, by]) => (key.startsWith(role.slice(4)) && asked.test(key) ? [...by] : [])),
    );
    return {
      name: `policy ${name} on ${table}`,
      trials: [...spread(trials.filter((trial) => names.has(trial.name))).slice(0, 60), siege.reading(role, table)],
      loosen: () => altered(siege, policy, 'true', check === null ? null : 'true'),
      tighten: () => altered(siege, policy, using, check),
    };
  });
}

/** The part of each policy that says what may be written, let through everything while what may be read stays. */
export async function checkMutants(siege: Siege): Promise<Mutant[]> {
  const found: Mutant[] = [];
  for (const policy of await policies(siege)) {
    if (policy.check === null) continue;
    for (const trial of await siege.writing(policy.table))
      found.push({
        name: `check of policy ${policy.name}, when ${trial.name}`,
        trials: [trial],
        loosen: () => altered(siege, policy, policy.using, 'true'),
        tighten: () => altered(siege, policy, policy.using, policy.check),
      });
  }
  return found;
}

/** Loosens one after the other. */
export async function mutate(siege: Siege, mutants: readonly Mutant[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, trials, loosen, tighten } of mutants) {
    await loosen();
    try {
      const [found] = await siege.run(trials, 1);
      outcomes.push({ mutant: name, killedBy: found && `${found.trial.name} ${found.wrong}` });
    } finally {
      await tighten();
    }
    await siege.restore();
  }
  return outcomes;
}

/** The trials so ordered that different kinds come first: most mutants are seen by one of a kind. */
function spread(trials: readonly Trial[]): Trial[] {
  const seen = new Map<string, number>();
  const rank = trials.map((trial) => {
    const kind = trial.name.replace(/^[^:]*: /, '').replace(/\bof (A2|B1|A|B|A1 second)$/, 'of another');
    const times = seen.get(kind) ?? 0;
    seen.set(kind, times + 1);
    return { trial, times };
  });
  return rank.sort((a, b) => a.times - b.times).map(({ trial }) => trial);
}
