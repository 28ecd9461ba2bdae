import { isUuid } from './ids';

/** Who acts, as the audit log writes it down. */
export interface Actor {
  readonly kind: 'person' | 'api_key' | 'system';
  /** The person, also behind an API key. */
  readonly id: string | null;
  readonly name: string;
  /** Set while provider staff are in a merchant by support access. */
  readonly supportAccessId?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** Work inside one merchant. Made at the edge (session, job), passed first, never rebuilt half-way. */
export interface TenantContext {
  readonly kind: 'tenant';
  readonly merchantId: string;
  readonly providerId: string;
  /** The stores that the person may see; 'all' of the merchant's. */
  readonly storeIds: 'all' | readonly string[];
  /** Absent where no person is behind the work: pushes, polls, sweeps. */
  readonly actor?: Actor;
  readonly requestId?: string;
}

/** Reading over a provider's merchants. Never writes. */
export interface ProviderContext {
  readonly kind: 'provider';
  readonly providerId: string;
  /** The merchants that the person may see whole; 'all' of the provider's. */
  readonly merchantIds: 'all' | readonly string[];
  /** Single stores of further merchants, each with its merchant. With 'all' merchants it is 'all' too. */
  readonly stores: 'all' | readonly { readonly merchantId: string; readonly storeId: string }[];
  readonly actor?: Actor;
  readonly requestId?: string;
}

export type ReadContext = TenantContext | ProviderContext;

export function tenantContext(fields: Omit<TenantContext, 'kind'>): TenantContext {
  if (!isUuid(fields.merchantId) || !isUuid(fields.providerId)) throw new TypeError('A tenant context needs uuids');
  return Object.freeze({ kind: 'tenant', ...fields });
}

/** An act upon one store that a reader found: inside its merchant, by the same person in the same request. */
export function insideStore(context: ReadContext, merchantId: string, storeId: string): TenantContext {
  const { providerId, actor, requestId } = context;
  return tenantContext({
    merchantId,
    providerId,
    storeIds: [storeId],
    ...(actor ? { actor } : {}),
    ...(requestId ? { requestId } : {}),
  });
}

export function providerContext(fields: Omit<ProviderContext, 'kind'>): ProviderContext {
  if (!isUuid(fields.providerId)) throw new TypeError('A provider context needs a uuid');
  return Object.freeze({ kind: 'provider', ...fields });
}

/**
 * The condition that narrows a statement to the stores that a context may see, as SQL with its parameters.
 * @param next the number of the next free parameter
 * @param store the column that holds the store's id (`id` in the table of stores itself)
 */
export function storeCondition(
  context: ReadContext,
  next: number,
  store = 'store_id',
): { sql: string; params: unknown[] } {
  if (context.kind === 'tenant')
    return context.storeIds === 'all'
      ? { sql: '', params: [] }
      : { sql: ` AND ${store} = ANY($${next}::uuid[])`, params: [context.storeIds] };
  const { merchantIds, stores } = context;
  if (stores === 'all') return { sql: '', params: [] };
  // A store's id is its merchant's alone: only both together name a store.
  return {
    sql: ` AND (merchant_id = ANY($${next}::uuid[]) OR (merchant_id, ${store}) IN (SELECT * FROM unnest($${next + 1}::uuid[], $${next + 2}::uuid[])))`,
    params: [merchantIds, stores.map(({ merchantId }) => merchantId), stores.map(({ storeId }) => storeId)],
  };
}
