import { AsyncLocalStorage } from 'node:async_hooks';
import { CallbacksService, WorkProcessor } from '@zhanggui/ingestion';
import { Database, type DatabaseRole, type Statement, tenantContext } from '@zhanggui/platform';
import { foldFacts } from '@zhanggui/reports';
import { StoreDirectory, StoredCallRecorder } from '@zhanggui/stores';
import { WechatApi } from '@zhanggui/wechat';
import type { DataSource } from 'typeorm';
import { ApiKeysService } from '../../libs/accounts/src/keys/api-keys.service';
import { MerchantsService } from '../../libs/accounts/src/merchants/merchants.service';
import { SessionsService } from '../../libs/accounts/src/sign-in/sessions.service';
import { SupportService } from '../../libs/accounts/src/support/support.service';
import { markOf } from './crowd';
import { linkTrials } from './links';
import { type ApiDescription, type Probe, probesFor, tellsOnPurpose } from './probes';
import { allParts, ofNobody, type Side, sides, wordsOf } from './words';
import { type Attacker, figureOf, type World } from './world';

/** A trial: something is tried, and `run` says what is wrong with what came of it. */
export interface Trial {
  readonly name: string;
  /** Sides whose rows it may not change. */
  readonly foreignSides: readonly Side[];
  readonly run: () => Promise<string | undefined>;
  /** Whether it may change what it may not. */
  readonly writes: boolean;
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly body: string;
}

interface Seam {
  send(connection: unknown, role: DatabaseRole, statement: Statement, params: unknown[]): Promise<unknown>;
}

/** Through which the product asks the platform. */
interface Door {
  send(request: { path: string; body?: unknown }): Promise<unknown>;
}

/** A statement as the product sends it. */
export interface Sent {
  readonly role: DatabaseRole;
  readonly sql: string;
}

/** Conditions that bind a statement to its tenant. */
export const tenantCondition =
  /(?<![.\w])(?:\w+\.)?(?:merchant_id|provider_id) (?:=|IS NOT DISTINCT FROM) \$\d+(?:::uuid)?|(?<=FROM merchant WHERE )id = \$1/g;
/** Conditions that narrow a reader to some merchants or stores of the tenant; ids are also looked up like this. */
export const narrowingCondition = /(?<![.\w])(?:\w+\.)?(?:merchant_id|store_id|id) = ANY\(\$\d+::uuid\[\]\)/g;
/** The condition stays, for its parameter's sake, and holds for every row. */
export const withoutCondition = (condition: string): string => `(${condition} OR true)`;

/** What an act writes at another side because it is meant to. */
const writesOnPurpose: Record<string, RegExp> = {
  // A refused sign-in stands in the log of the side that it was about.
  'POST /api/v1/auth/login': /_audit(_head)? of /,
  // Support access is opened to any merchant of the provider, and stands in its log.
  'POST /api/v1/support': /^(support_access|merchant_audit|merchant_audit_head) of A2$/,
};

/** Answers that hold what changes from one call to the next. */
const changing = /^GET (\/readyz|\/api\/v1\/audit)$/;

const atATime = 6;

const anId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What is sealed with the tests' key, and secrets and their hashes. */
const sealed = /\btest\.[\w+/=.-]{20,}|\b[\w-]{43}\b|\b[0-9a-f]{64}\b|\$argon2[\w$=,+/]+/g;

const notA1: readonly Side[] = ['A2', 'B', 'B1'];

/** Tables of which a row is never the same twice: calls with their duration, the log with its chain of hashes. */
const newEachTime = /^(wechat_call|merchant_audit|merchant_audit_head)$/;

const writing = /\b(INSERT|UPDATE|DELETE)\b(?<!FOR UPDATE)/;

/** Runs trials against a world, with or without its walls. */
export class Siege {
  private readonly current = new AsyncLocalStorage<string>();
  /** The trials that made each statement, by role and text. */
  readonly sentBy = new Map<string, Set<string>>();
  /** Changes each statement on its way; the application's wall is taken away here. */
  rewrite: ((sent: Sent) => string) | undefined;
  private readonly baseline = new Map<string, string>();
  private digests = new Map<string, string>();
  private digestSql = '';
  private tables: string[] = [];
  /** The columns that say whose a row is, of tables that have any. */
  private readonly owners = new Map<string, string>();
  answers = 0;
  /** Whether a statement that writes was sent since the rows were last compared. */
  private wrote = false;
  /** What a trial left in A1's rows, when they were last put back. */
  private made = '';
  /** What the worker asked the platform in the trial that runs. */
  private readonly asked: string[] = [];

  private constructor(
    readonly world: World,
    readonly api: ApiDescription,
  ) {}

  static async start(world: World): Promise<Siege> {
    const answer = await world.product.api.inject({ method: 'GET', url: '/api/openapi.json' });
    const siege = new Siege(world, JSON.parse(answer.body));
    siege.watch(world.product.api.get(Database) as unknown as Seam);
    siege.watch(world.product.worker.get(Database) as unknown as Seam);
    siege.listen((world.product.worker.get(WechatApi) as unknown as { door: Door }).door);
    await siege.snapshot();
    return siege;
  }

  private watch(database: Seam): void {
    const send = database.send;
    database.send = (connection, role, statement, params) => {
      const sql = typeof statement === 'string' ? statement : statement.text;
      const trial = this.current.getStore();
      if (trial) {
        const key = `${role} ${sql}`;
        const trials = this.sentBy.get(key) ?? new Set();
        this.sentBy.set(key, trials.add(trial));
      }
      if (writing.test(sql)) this.wrote = true;
      const text = this.rewrite?.({ role, sql }) ?? sql;
      return send.call(database, connection, role, text === sql ? statement : text, params);
    };
  }

  private listen(door: Door): void {
    const send = door.send;
    door.send = (request) => {
      this.asked.push(`${request.path} ${JSON.stringify(request.body ?? {})}`);
      return send.call(door, request);
    };
  }

  /** Keeps every row, and a digest of each side's rows in each table. */
  private async snapshot(): Promise<void> {
    const rows = await this.world.query<{ table: string; columns: string[] }>(
      `SELECT t.table_name AS table, array_agg(c.column_name::text) AS columns FROM information_schema.tables t
       JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
       WHERE t.table_schema = 'public' GROUP BY t.table_name ORDER BY t.table_name`,
    );
    await this.world.query('CREATE SCHEMA kept');
    this.tables = rows.map(({ table }) => table).filter((table) => table !== 'schema_migration');
    // Rows that are put back come in the order in which they were kept, as long as no room is made free among them.
    for (const table of this.tables) await this.world.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
    // Rows of others come first, so that a statement which takes the first of several takes theirs.
    const { merchants, providers } = this.world;
    const last = [merchants.B1, providers.B, merchants.A2, merchants.A1, providers.A];
    for (const { table, columns } of rows) {
      if (table === 'schema_migration') continue;
      const owners = ['merchant_id', 'provider_id'].filter((column) => columns.includes(column));
      if (owners.length > 0) this.owners.set(table, owners.join(', '));
      else if (table === 'service_provider') this.owners.set(table, 'id');
      const owner = owners.length > 0 ? `COALESCE(${owners.join(', ')})` : 'NULL';
      await this.world.query(
        `CREATE TABLE kept.${table} AS SELECT * FROM public.${table} ORDER BY array_position('{${last.join(',')}}'::uuid[], ${owner})`,
      );
    }
    await this.putBack(this.tables);
    this.digestSql = rows
      .filter(({ table }) => table !== 'schema_migration')
      .map(({ table, columns }) => {
        const owner =
          columns.includes('merchant_id') && columns.includes('provider_id')
            ? 'COALESCE(x.merchant_id, x.provider_id)'
            : undefined;
        const side =
          table === 'merchant' || table === 'service_provider'
            ? 'x.id'
            : (owner ??
              (columns.includes('merchant_id')
                ? 'x.merchant_id'
                : columns.includes('provider_id')
                  ? 'x.provider_id'
                  : undefined));
        if (side)
          return `SELECT '${table}' AS t, ${side} AS side, md5(string_agg(x::text, ' ' ORDER BY x::text)) AS d FROM ${table} x GROUP BY 2`;
        if (columns.includes('user_id'))
          return `SELECT '${table}', COALESCE(u.merchant_id, u.provider_id), md5(string_agg(x::text, ' ' ORDER BY x::text)) FROM ${table} x JOIN app_user u ON u.id = x.user_id GROUP BY 2`;
        if (!(table in ofNobody)) throw new Error(`Whose are the rows of ${table}? Say so in tests/isolation/words.ts`);
        return `SELECT '${table}', NULL::uuid, md5(string_agg(x::text, ' ' ORDER BY x::text)) FROM ${table} x`;
      })
      .join(' UNION ALL ');
    this.digests = await this.digest();
  }

  private async digest(): Promise<Map<string, string>> {
    const rows = await this.world.query<{ t: string; side: string | null; d: string }>(this.digestSql);
    return new Map(rows.map(({ t, side, d }) => [`${t} ${side ?? ''}`, d]));
  }

  /** Puts back what was changed. @returns which rows were changed, as 'table side' */
  async restore(): Promise<string[]> {
    this.wrote = false;
    this.made = '';
    const taken: string[] = [];
    // Traces of calls are written a moment later, and would be found by a later trial.
    const { api, worker } = this.world.product;
    await Promise.all([api, worker].map((app) => app.get(StoredCallRecorder).flush()));
    const now = await this.digest();
    const changed = [...new Set([...now.keys(), ...this.digests.keys()])].filter(
      (key) => now.get(key) !== this.digests.get(key),
    );
    if (changed.length > 0) {
      taken.push(...(await this.taken(changed)));
      this.made = await this.ofA1(changed);
      await this.putBack(new Set(changed.map((key) => key.split(' ')[0]!)));
      this.forget();
    }
    const sideOf = new Map(sides.map((side) => [this.idOf(side), side]));
    return [...taken, ...changed.map((key) => `${key.split(' ')[0]} of ${sideOf.get(key.split(' ')[1]!) ?? 'nobody'}`)];
  }

  /** What A1's changed rows say, but for ids that are new each time. */
  private async ofA1(changed: readonly string[]): Promise<string> {
    const made: string[] = [];
    for (const key of [...changed].sort()) {
      const [table, id] = key.split(' ');
      if (id !== this.world.merchants.A1 || !this.owners.has(table!) || newEachTime.test(table!)) continue;
      const rows = await this.world.query<{ said: string }>(
        `SELECT x::text AS said FROM (SELECT * FROM public.${table} EXCEPT SELECT * FROM kept.${table}) AS x WHERE merchant_id = $1`,
        [id],
      );
      made.push(
        `${table}: ${rows
          .map(({ said }) => said.replace(anId, '').replace(sealed, ''))
          .sort()
          .join(' ')}`,
      );
    }
    return made.join('; ');
  }

  /** Whether rows that A1 or A may change now hold what is another's: a word, a platform's id, a figure. */
  private async taken(changed: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const [side, others] of [
      ['A1', ['A2', 'B', 'B1']],
      ['A', ['B', 'B1']],
    ] as const)
      for (const key of changed) {
        const [table, id] = key.split(' ');
        if (id !== this.idOf(side) || !this.owners.has(table!)) continue;
        for (const other of others) {
          const marks = [...wordsOf(other, ...allParts), ...(other === 'B' ? [] : [markOf[other], figureOf[other]])];
          const sums = ['orders', 'gmv_fen', 'refunds', 'refund_fen', 'expired_gifts', 'expired_gift_fen'];
          const tooMuch = table!.startsWith('metric_')
            ? `OR GREATEST(${sums.join(', ')}) >= $2::bigint`
            : 'AND $2::bigint > 0';
          const rows = await this.world.query(
            `SELECT 1 FROM (SELECT * FROM public.${table} EXCEPT SELECT * FROM kept.${table}) AS x
             WHERE COALESCE(${this.owners.get(table!)}) = $3 AND (x::text LIKE ANY($1::text[]) ${tooMuch}) LIMIT 1`,
            [marks.map((mark) => `%${mark}%`), other === 'B' ? figureOf.B1 : figureOf[other], id],
          );
          if (rows.length > 0) found.push(`what ${table} of ${side} took, of ${other}`);
        }
      }
    return found;
  }

  private async putBack(tables: Iterable<string>): Promise<void> {
    const runner = this.world.product.database.owner.createQueryRunner();
    await runner.query('BEGIN');
    await runner.query('SET LOCAL session_replication_role = replica');
    for (const table of tables) {
      await runner.query(`DELETE FROM public.${table}`);
      await runner.query(`INSERT INTO public.${table} SELECT * FROM kept.${table}`);
    }
    await runner.query('COMMIT');
    await runner.release();
  }

  private idOf(side: Side): string {
    return side === 'A' || side === 'B' ? this.world.providers[side] : this.world.merchants[side];
  }

  /** What the product remembers for a while is looked up again. */
  forget(): void {
    const { api, worker } = this.world.product;
    const memories = [
      [api.get(SessionsService), 'remembered'],
      [api.get(ApiKeysService), 'remembered'],
      [api.get(SupportService), 'written'],
      [api.get(MerchantsService), 'owners'],
      [api.get(CallbacksService), 'keys'],
      [api.get(StoreDirectory), 'known'],
      [worker.get(StoreDirectory), 'known'],
    ] as const;
    for (const [service, memory] of memories)
      (service as unknown as Record<string, Map<string, unknown>>)[memory]!.clear();
  }

  /** Every trial, those of the routes first. */
  trials(attackers: readonly Attacker[] = this.world.attackers): Trial[] {
    return [...attackers.flatMap((attacker) => this.trialsOf(attacker)), ...this.jobs(), ...this.links()];
  }

  private trialsOf(attacker: Attacker): Trial[] {
    const probes = probesFor(this.api, attacker, this.world.books.nowhere);
    return probes.map((probe) => {
      const { route, what, of } = probe;
      const name = `${attacker.name}: ${route}, ${what} of ${of}`;
      return {
        name,
        foreignSides: attacker.foreignSides,
        writes: probe.method !== 'GET',
        run: () => this.current.run(name, () => this.probe(attacker, probe, name)),
      };
    });
  }

  private async ask(
    attacker: Attacker,
    { method, url, body }: Probe,
  ): Promise<{ answer: Answer; leak: string | undefined }> {
    const response = await this.world.product.api.inject({
      method: method as 'GET',
      url,
      headers: {
        ...attacker.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'user-agent': 'isolation',
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    this.answers += 1;
    const text = `${JSON.stringify(response.headers)} ${response.body}`;
    const code = response.statusCode >= 400 ? (/"code":"(\w+)"/.exec(response.body)?.[1] ?? '') : '';
    return { answer: { status: response.statusCode, code, body: response.body }, leak: leakIn(text, attacker, url) };
  }

  private async probe(attacker: Attacker, probe: Probe, name: string): Promise<string | undefined> {
    const isRead = probe.method === 'GET';
    // What only reads runs beside others.
    if (!isRead) this.made = '';
    const { answer, leak } = await this.ask(attacker, probe);
    if (leak) return leak;
    if (answer.status >= 500) return `answered ${answer.status} ${answer.body}`;
    if (!isRead && this.wrote) {
      const touched = of(attacker.foreignSides, await this.restore()).filter(
        (row) => !writesOnPurpose[probe.route]?.test(row),
      );
      if (touched.length > 0) return `changed ${touched.join(', ')}`;
    }
    const isWhole = (isRead && !changing.test(probe.route)) || / \/api\/v1\/views/.test(probe.route);
    const body = isRead ? answer.body : answer.body.replace(anId, '');
    const said = `${answer.status} ${answer.code}${isWhole ? ` ${body.replace(/"requestId":"[^"]*"/, '')}` : ''}${isRead ? '' : `; made ${this.made}`}`;
    const before = this.baseline.get(name);
    if (before === undefined) this.baseline.set(name, said);
    else if (before !== said) return `answered differently: ${firstDifference(said, before)}`;
    return undefined;
  }

  /** What answers about somebody else's ids say must be what is said about ids that exist nowhere. */
  telling(): string[] {
    const found: string[] = [];
    for (const [name, said] of this.baseline) {
      const of = / of ([^,]+)$/.exec(name)?.[1];
      const [, what] = /, (.+) of [^,]+$/.exec(name) ?? [];
      if (!of || !what || what.startsWith('own')) continue;
      const none = this.baseline.get(name.replace(/ of [^,]+$/, ' of nowhere'));
      const route = /: (.+?), /.exec(name)![1]!;
      const field = what.replace('body ', '');
      if (
        none !== undefined &&
        none.slice(0, 3) + codeIn(none) !== said.slice(0, 3) + codeIn(said) &&
        !(`${route} ${field}` in tellsOnPurpose)
      )
        found.push(`${name}: ${said.slice(0, 60)} instead of ${none.slice(0, 60)}`);
    }
    return found;
  }

  /** The worker's own trials: work of one merchant under ids that others have too, and work that names somebody else's. */
  private jobs(): Trial[] {
    const { world } = this;
    const worker = world.product.worker.get(WorkProcessor);
    const trial = (what: string, run: () => Promise<string | undefined>): Trial => {
      const name = `the worker: ${what}`;
      return {
        name,
        foreignSides: notA1,
        writes: true,
        run: () => this.current.run(name, () => this.outside(name, run)),
      };
    };
    const trials = Object.entries(world.jobs)
      .filter(([topic]) => topic.includes('.'))
      .map(([topic, id]) =>
        trial(topic, async () => {
          const result = await worker.process({ merchantId: world.merchants.A1, id });
          return result === 'done' ? undefined : `work on ${topic} is ${result}`;
        }),
      );
    for (const side of ['A2', 'B1'] as const)
      trials.push(
        trial(`work of ${side} in a job that names A1`, async () => {
          const result = await worker.process({ merchantId: world.merchants.A1, id: world.books[side].workId });
          return result === 'gone' ? undefined : `the work is ${result}`;
        }),
      );
    trials.push(
      trial('folding of figures', async () => {
        const context = tenantContext({
          merchantId: world.merchants.A1,
          providerId: world.providers.A,
          storeIds: 'all',
        });
        await world.product.worker.get(Database).tenant(context, (tx) => foldFacts(tx));
        return undefined;
      }),
    );
    return trials;
  }

  /** What can be reached without signing in: links of invitations, and the addresses that the platform pushes to. */
  private links(): Trial[] {
    return linkTrials(this.world).map(({ name, foreignSides, run }) => ({
      name,
      foreignSides,
      writes: true,
      run: () =>
        this.current.run(name, async () => {
          const { wrong, said } = await run();
          const touched = of(foreignSides, await this.restore());
          if (wrong || touched.length > 0) return wrong ?? `changed ${touched.join(', ')}`;
          const before = this.baseline.get(name) ?? said;
          this.baseline.set(name, before);
          return before === said ? undefined : `answered differently: ${said} instead of ${before}`;
        }),
    }));
  }

  /** Reads a table as one of the database's roles inside A1 or A: only its own rows may be there. */
  reading(role: 'app_tenant' | 'app_provider', table: string): Trial {
    const name = `${role} reads ${table}`;
    const [kind, setting] =
      role === 'app_tenant' ? (['tenant', 'merchant_id'] as const) : (['provider', 'provider_id'] as const);
    const own = kind === 'tenant' ? this.world.merchants.A1 : this.world.providers.A;
    const run = async () => {
      const sources = (this.world.product.database.db as unknown as { sources: Record<string, DataSource> }).sources;
      const runner = sources[kind]!.createQueryRunner();
      await runner.startTransaction();
      try {
        await runner.query(`SET LOCAL app.${setting} = '${own}'`);
        const owner = (kind === 'tenant' && table === 'merchant') || table === 'service_provider' ? 'id' : setting;
        const [row] = await runner.query(
          `SELECT count(*) FILTER (WHERE ${owner} = $1)::int AS own, count(*) FILTER (WHERE ${owner} IS DISTINCT FROM $1)::int AS others FROM ${table}`,
          [own],
        );
        if (row.others > 0) return `showed ${row.others} rows of others`;
        return row.own > 0 ? undefined : 'showed nothing at all';
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
    };
    return { name, foreignSides: sides, writes: false, run };
  }

  /** Puts another's row into a table as A1, and gives one of A1's rows away, as far as the role may write there at all. */
  async writing(table: string): Promise<Trial[]> {
    const { world } = this;
    const { A1, A2 } = world.merchants;
    const grants = await world.query<{ column: string; right: string }>(
      `SELECT column_name AS column, privilege_type AS right FROM information_schema.column_privileges
       WHERE table_schema = 'public' AND table_name = $1 AND grantee = 'app_tenant' ORDER BY 1`,
      [table],
    );
    const granted = (right: string) => grants.filter((grant) => grant.right === right).map(({ column }) => column);
    const owner = table === 'merchant' ? 'id' : 'merchant_id';
    const trials: Trial[] = [];
    const add = (
      what: string,
      act: (query: (sql: string, params: unknown[]) => Promise<unknown>) => Promise<unknown>,
    ) => {
      const run = async () => {
        const sources = (world.product.database.db as unknown as { sources: Record<string, DataSource> }).sources;
        const runner = sources['tenant']!.createQueryRunner();
        await runner.startTransaction();
        try {
          await runner.query(`SET LOCAL app.merchant_id = '${A1}'`);
          await act((sql, params) => runner.query(sql, params));
          return 'was not refused';
        } catch (error) {
          const { message } = error as Error;
          return /row-level security/.test(message) ? undefined : `was refused, but not by the policy: ${message}`;
        } finally {
          await runner.rollbackTransaction();
          await runner.release();
        }
      };
      trials.push({ name: `app_tenant ${what} of ${table}`, foreignSides: sides, writes: true, run });
    };
    if (granted('INSERT').includes(owner)) {
      const columns = granted('INSERT').join(', ');
      const [row] = await world.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM kept.${table} t WHERE ${owner} = $1 LIMIT 1`,
        [A2],
      );
      if (!row) throw new Error(`A2 has no row in ${table}: add one to tests/isolation/world.ts`);
      add('adds a row of A2', (query) =>
        query(
          `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${table}, $1::jsonb)`,
          [row.row],
        ),
      );
    }
    // Without a condition: one would ask for the right to read the row as it becomes, which is refused by another part of the policy.
    if (granted('UPDATE').includes(owner))
      add('gives rows to A2', (query) => query(`UPDATE ${table} SET ${owner} = $1`, [A2]));
    return trials;
  }

  /** @returns what is wrong: the trial itself, or rows that are not A1's and were changed */
  private async outside(name: string, run: () => Promise<string | undefined>): Promise<string | undefined> {
    this.asked.length = 0;
    const wrong = await run().catch((error: Error) => `failed: ${error.message}`);
    const touched = of(notA1, await this.restore());
    if (wrong || touched.length > 0) return wrong ?? `changed ${touched.join(', ')}`;
    const did = `${this.made}; asked the platform: ${this.asked.sort().join(' ')}`;
    const before = this.baseline.get(name);
    if (before === undefined) this.baseline.set(name, did);
    else if (before !== did) return `did otherwise: ${firstDifference(did, before)}`;
    return undefined;
  }

  /** Runs trials one after the other. @returns what was wrong, at most `atMost` of it */
  async run(trials: readonly Trial[], atMost = 20): Promise<{ trial: Trial; wrong: string }[]> {
    const found: { trial: Trial; wrong: string }[] = [];
    this.forget();
    for (let next = 0; next < trials.length && found.length < atMost; ) {
      // What only reads may run beside each other.
      const batch = [trials[next]!];
      while (
        !batch[0]!.writes &&
        batch.length < atATime &&
        trials[next + batch.length]?.writes === false &&
        trials[next + batch.length]!.foreignSides === batch[0]!.foreignSides
      )
        batch.push(trials[next + batch.length]!);
      next += batch.length;
      const wrongs = await Promise.all(batch.map((trial) => trial.run()));
      for (const [at, wrong] of wrongs.entries()) if (wrong !== undefined) found.push({ trial: batch[at]!, wrong });
      // A read leaves traces too: when a session was used, and that support looked.
      if (!this.wrote) continue;
      const left = of(batch[0]!.foreignSides, await this.restore());
      if (left.length > 0) found.push({ trial: batch[0]!, wrong: `or one beside it changed ${left.join(', ')}` });
    }
    const left = of(notA1, await this.restore());
    if (left.length > 0 && trials[0])
      found.push({ trial: trials[0], wrong: `or one after it changed ${left.join(', ')}` });
    return found;
  }

  async takeDatabaseWall<T>(work: () => Promise<T>): Promise<T> {
    const tables = await this.world.query<{ relname: string }>(
      "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'",
    );
    for (const { relname } of tables) await this.world.query(`ALTER TABLE ${relname} DISABLE ROW LEVEL SECURITY`);
    try {
      return await work();
    } finally {
      for (const { relname } of tables) await this.world.query(`ALTER TABLE ${relname} ENABLE ROW LEVEL SECURITY`);
    }
  }

  /** Statements of tenant and provider lose every condition on the tenant, as if their authors had forgotten them. */
  async takeApplicationWall<T>(work: () => Promise<T>): Promise<T> {
    this.rewrite = ({ role, sql }) => (role === 'system' ? sql : sql.replace(tenantCondition, withoutCondition));
    try {
      return await work();
    } finally {
      this.rewrite = undefined;
    }
  }
}

const of = (some: readonly Side[], rows: readonly string[]): string[] =>
  rows.filter((row) => some.some((side) => row.endsWith(` of ${side}`)));

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (one[at] === other[at] && at < one.length) at += 1;
  return `${one.slice(Math.max(0, at - 60), at + 60)} instead of ${other.slice(Math.max(0, at - 60), at + 60)}`;
}

const codeIn = (said: string): string => (said.startsWith('2') ? '' : (said.split(' ')[1] ?? ''));

function leakIn(text: string, { forbidden, tooMuch }: Attacker, url: string): string | undefined {
  // Whoever may open support access finds every merchant of the provider by its name.
  const named = url.startsWith('/api/v1/support') ? forbidden.filter((word) => !word.endsWith('atwoname')) : forbidden;
  const asked = decodeURIComponent(url);
  const word = named.find((each) => text.includes(each) && !asked.includes(each));
  if (word) return `showed ${word}`;
  const sum = [...text.matchAll(/[:[](-?\d{11,})(?=[,\]}])/g)].find(([, number]) => Number(number) >= tooMuch);
  return sum ? `showed the sum ${sum[1]}` : undefined;
}
