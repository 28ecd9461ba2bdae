import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { isUuid } from '../ids';
import type { ProviderContext, ReadContext, TenantContext } from '../tenancy';
import { Prepared } from './prepared';
import type { DatabaseRole } from './roles';

export type Row = Record<string, unknown>;

/** SQL as text, or a statement that each connection prepares once. */
export type Statement = string | Prepared;

/** What we use of a connection of `pg`. */
interface Connection {
  query(config: { name?: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

/** Told of every statement; tests look at what the product sends. */
export type StatementWatcher = (role: DatabaseRole, sql: string) => void;

/**
 * Statements inside one merchant. `$1` of every statement is the merchant, put there by the transaction and not by the
 * caller, and a statement that does not use it is refused: the first wall of isolation. Row policies are the second.
 */
export interface TenantTx {
  readonly merchantId: string;
  readonly providerId: string;
  query<T = Row>(sql: Statement, params?: readonly unknown[]): Promise<T[]>;
}

/** Reading statements over one provider's merchants; `$1` is the provider. */
export interface ProviderTx {
  readonly providerId: string;
  query<T = Row>(sql: Statement, params?: readonly unknown[]): Promise<T[]>;
}

/** Statements of relay, sweeps, callbacks and sign-in. */
export interface SystemTx {
  query<T = Row>(sql: Statement, params?: readonly unknown[]): Promise<T[]>;
}

/** A list that a merchant and a provider both read: the scope column and its value are `$1`. */
export interface ScopedTx {
  /** 'merchant_id' or 'provider_id' */
  readonly scopeColumn: 'merchant_id' | 'provider_id';
  query<T = Row>(sql: Statement, params?: readonly unknown[]): Promise<T[]>;
}

/** A programming error: a statement that would leave its tenant. */
export class UnboundStatement extends Error {}

/** The only door to PostgreSQL: short transactions, one role each. */
export class Database {
  constructor(
    private readonly sources: Record<DatabaseRole, DataSource>,
    private readonly options: { readonly watch?: StatementWatcher | undefined; readonly prepare?: boolean } = {},
  ) {}

  /** One transaction inside one merchant. */
  tenant<T>(context: TenantContext, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    const { merchantId, providerId } = context;
    return this.transaction('tenant', 'app.merchant_id', merchantId, (connection) =>
      work({ merchantId, providerId, query: this.bound(connection, 'tenant', 'merchant_id', merchantId) }),
    );
  }

  /** One reading transaction over a provider's merchants. */
  provider<T>(context: ProviderContext, work: (tx: ProviderTx) => Promise<T>): Promise<T> {
    const { providerId } = context;
    return this.transaction('provider', 'app.provider_id', providerId, (connection) =>
      work({ providerId, query: this.bound(connection, 'provider', 'provider_id', providerId) }),
    );
  }

  /** One reading transaction in whichever of the two the context is. */
  read<T>(context: ReadContext, work: (tx: ScopedTx) => Promise<T>): Promise<T> {
    return context.kind === 'tenant'
      ? this.tenant(context, (tx) => work({ scopeColumn: 'merchant_id', query: tx.query }))
      : this.provider(context, (tx) => work({ scopeColumn: 'provider_id', query: tx.query }));
  }

  /** One transaction of the system role. */
  system<T>(work: (tx: SystemTx) => Promise<T>): Promise<T> {
    return this.transaction('system', undefined, undefined, (connection) =>
      work({ query: (statement, params = []) => this.send(connection, 'system', statement, params) }),
    );
  }

  /** One statement of the system role, without a transaction of its own. */
  async systemQuery<T = Row>(statement: Statement, params: readonly unknown[] = []): Promise<T[]> {
    const runner = this.sources.system.createQueryRunner();
    try {
      return await this.send<T>(await runner.connect(), 'system', statement, params);
    } finally {
      await runner.release();
    }
  }

  /** Connections of each role, for people who watch: used, idle, and requests that wait for one. */
  connections(): { role: string; used: number; idle: number; waiting: number }[] {
    return Object.entries(this.sources).map(([role, source]) => {
      const { totalCount, idleCount, waitingCount } = (source.driver as unknown as { master: Pool }).master;
      return { role, used: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
    });
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.sources).map((source) => source.isInitialized && source.destroy()));
  }

  private async send<T>(
    connection: Connection,
    role: DatabaseRole,
    statement: Statement,
    params: readonly unknown[],
  ): Promise<T[]> {
    const { text, name } = statement instanceof Prepared ? statement : { text: statement, name: undefined };
    this.options.watch?.(role, text);
    const values = params as unknown[];
    const prepare = name !== undefined && this.options.prepare !== false;
    const { rows } = await connection.query(prepare ? { name, text, values } : { text, values });
    return rows as T[];
  }

  private bound(connection: Connection, role: DatabaseRole, column: string, value: string) {
    return <R>(statement: Statement, params: readonly unknown[] = []): Promise<R[]> => {
      const text = statement instanceof Prepared ? statement.text : statement;
      if (!text.includes(column) || !/\$1\b/.test(text)) {
        throw new UnboundStatement(`A statement of the ${role} role must bind ${column} to $1: ${text.slice(0, 120)}`);
      }
      return this.send<R>(connection, role, statement, [value, ...params]);
    };
  }

  private async transaction<T>(
    role: DatabaseRole,
    setting: string | undefined,
    value: string | undefined,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    // SET takes no parameters, so the value goes into the text: nothing but a uuid may.
    if (setting && !isUuid(value ?? '')) throw new TypeError(`${setting} must be a uuid`);
    const runner = this.sources[role].createQueryRunner();
    try {
      const connection: Connection = await runner.connect();
      await runner.startTransaction();
      if (setting) await runner.query(`SET LOCAL ${setting} = '${value}'`);
      const result = await work(connection);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
