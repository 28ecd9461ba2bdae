import type { DataSource, QueryRunner } from 'typeorm';
import { isUuid } from '../ids';
import type { ProviderContext, ReadContext, TenantContext } from '../tenancy';
import type { DatabaseRole } from './roles';

export type Row = Record<string, unknown>;

/** Told of every statement; tests look at what the product sends. */
export type StatementWatcher = (role: DatabaseRole, sql: string) => void;

/**
 * Statements inside one merchant. `$1` of every statement is the merchant, put there by the transaction and not by the
 * caller, and a statement that does not use it is refused: the first wall of isolation. Row policies are the second.
 */
export interface TenantTx {
  readonly merchantId: string;
  readonly providerId: string;
  query<T = Row>(sql: string, params?: readonly unknown[]): Promise<T[]>;
}

/** Reading statements over one provider's merchants; `$1` is the provider. */
export interface ProviderTx {
  readonly providerId: string;
  query<T = Row>(sql: string, params?: readonly unknown[]): Promise<T[]>;
}

/** Statements of relay, sweeps, callbacks and sign-in. */
export interface SystemTx {
  query<T = Row>(sql: string, params?: readonly unknown[]): Promise<T[]>;
}

/** A list that a merchant and a provider both read: the scope column and its value are `$1`. */
export interface ScopedTx {
  /** 'merchant_id' or 'provider_id' */
  readonly scopeColumn: 'merchant_id' | 'provider_id';
  query<T = Row>(sql: string, params?: readonly unknown[]): Promise<T[]>;
}

/** A programming error: a statement that would leave its tenant. */
export class UnboundStatement extends Error {}

/** TypeORM answers UPDATE and DELETE with [rows, count] and everything else with rows. */
const rowsOf = <T>(result: unknown): T[] => {
  if (Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number')
    return result[0];
  return result as T[];
};

/** The only door to PostgreSQL: short transactions, one role each. */
export class Database {
  constructor(
    private readonly sources: Record<DatabaseRole, DataSource>,
    private readonly watch: StatementWatcher | undefined = undefined,
  ) {}

  /** One transaction inside one merchant. */
  tenant<T>(context: TenantContext, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    const { merchantId, providerId } = context;
    return this.transaction('tenant', 'app.merchant_id', merchantId, (runner) =>
      work({ merchantId, providerId, query: this.bound(runner, 'tenant', 'merchant_id', merchantId) }),
    );
  }

  /** One reading transaction over a provider's merchants. */
  provider<T>(context: ProviderContext, work: (tx: ProviderTx) => Promise<T>): Promise<T> {
    const { providerId } = context;
    return this.transaction('provider', 'app.provider_id', providerId, (runner) =>
      work({ providerId, query: this.bound(runner, 'provider', 'provider_id', providerId) }),
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
    return this.transaction('system', undefined, undefined, (runner) =>
      work({ query: this.statement(runner, 'system') }),
    );
  }

  /** One statement of the system role, without a transaction of its own. */
  async systemQuery<T = Row>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    this.watch?.('system', sql);
    return rowsOf<T>(await this.sources.system.query(sql, [...params]));
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.sources).map((source) => source.isInitialized && source.destroy()));
  }

  private statement(runner: QueryRunner, role: DatabaseRole) {
    return async <R>(sql: string, params: readonly unknown[] = []): Promise<R[]> => {
      this.watch?.(role, sql);
      return rowsOf<R>(await runner.query(sql, params as unknown[]));
    };
  }

  private bound(runner: QueryRunner, role: DatabaseRole, column: string, value: string) {
    const send = this.statement(runner, role);
    return <R>(sql: string, params: readonly unknown[] = []): Promise<R[]> => {
      if (!sql.includes(column) || !/\$1\b/.test(sql)) {
        throw new UnboundStatement(`A statement of the ${role} role must bind ${column} to $1: ${sql.slice(0, 120)}`);
      }
      return send<R>(sql, [value, ...params]);
    };
  }

  private async transaction<T>(
    role: DatabaseRole,
    setting: string | undefined,
    value: string | undefined,
    work: (runner: QueryRunner) => Promise<T>,
  ): Promise<T> {
    // SET takes no parameters, so the value goes into the text: nothing but a uuid may.
    if (setting && !isUuid(value ?? '')) throw new TypeError(`${setting} must be a uuid`);
    const runner = this.sources[role].createQueryRunner();
    try {
      await runner.startTransaction();
      if (setting) await runner.query(`SET LOCAL ${setting} = '${value}'`);
      const result = await work(runner);
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
