import type { DatabaseRole } from '@zhanggui/platform';
import { type Siege, type Trial, tenantCondition, withoutCondition } from './siege';

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
}

const shortened = (sql: string) => sql.replace(/\s+/g, ' ').trim();

/** Each condition on the tenant of each statement that the trials made, gone; the row policies are away meanwhile. */
export function conditionMutants(siege: Siege, trials: readonly Trial[]): Mutant[] {
  const byName = new Map(trials.map((trial) => [trial.name, trial]));
  return [...siege.sentBy].flatMap(([key, names]) => {
    const role = key.slice(0, key.indexOf(' ')) as DatabaseRole;
    const sql = key.slice(role.length + 1);
    return [...sql.matchAll(tenantCondition)].map((match, at): Mutant => {
      const loosened = `${sql.slice(0, match.index)}${withoutCondition(match[0])}${sql.slice(match.index + match[0].length)}`;
      return {
        name: `${role}: condition ${at + 1}, ${match[0]}, of ${shortened(sql)}`,
        trials: spread([...names].flatMap((name) => byName.get(name) ?? [])),
        loosen: async () => {
          siege.rewrite = (sent) => (sent.role === role && sent.sql === sql ? loosened : sent.sql);
        },
        tighten: async () => {
          siege.rewrite = undefined;
        },
      };
    });
  });
}

/** Each row policy, let through everything; the conditions of the statements are away meanwhile. */
export async function policyMutants(siege: Siege, trials: readonly Trial[]): Promise<Mutant[]> {
  const { world } = siege;
  const byName = new Map(trials.map((trial) => [trial.name, trial]));
  const policies = await world.query<{
    tablename: string;
    policyname: string;
    role: string;
    qual: string;
    with_check: string | null;
  }>(
    `SELECT tablename, policyname, roles[1]::text AS role, qual, with_check FROM pg_policies
     WHERE schemaname = 'public' AND roles[1] IN ('app_tenant', 'app_provider') ORDER BY 1, 2`,
  );
  return policies.map(({ tablename: table, policyname, role, qual, with_check }): Mutant => {
    const alter = (using: string, check: string | null) =>
      world
        .query(
          `ALTER POLICY ${policyname} ON ${table} USING (${using})${check === null ? '' : ` WITH CHECK (${check})`}`,
        )
        .then(() => undefined);
    const names = [...siege.sentBy]
      .filter(([key]) => key.startsWith(role.slice(4)) && new RegExp(`\\b${table}\\b`).test(key))
      .flatMap(([, by]) => [...by]);
    const reading = siege.reading(role as 'app_tenant', table);
    return {
      name: `policy ${policyname} on ${table}`,
      trials: [...spread([...new Set(names)].flatMap((name) => byName.get(name) ?? [])).slice(0, 60), reading],
      loosen: () => alter('true', with_check === null ? null : 'true'),
      tighten: () => alter(qual, with_check),
    };
  });
}

/** Loosens one after the other. @param budget how many trials may look at one mutant */
export async function mutate(
  siege: Siege,
  mutants: readonly Mutant[],
  budget = Number.POSITIVE_INFINITY,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, trials, loosen, tighten } of mutants) {
    await loosen();
    try {
      const [found] = await siege.run(trials.slice(0, budget), 1);
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
