import { holds, isProviderRole } from '@zhanggui/contracts';
import {
  type CurrentUser,
  NotFound,
  type OpenSupport,
  providerContext,
  type ReadContext,
  type TenantContext,
  tenantContext,
} from '@zhanggui/platform';

/** The support access by which a person is in a merchant: only where they have no ordinary way to its orders. */
export function supportIn(user: CurrentUser, merchantId: string | undefined): OpenSupport | undefined {
  const support = user.openSupport.find((open) => open.merchantId === merchantId);
  const ordinarily = support && user.permissions.includes('order.read') && holds(user, { ...support, storeId: null });
  return ordinarily ? undefined : support;
}

/** What the person asked to look at; nothing means everything they may see. */
export interface ScopeChoice {
  readonly merchantId?: string | undefined;
  readonly storeId?: string | undefined;
}

/**
 * Turns a choice into a context, or refuses with the same answer as for something that does not exist. Whether a merchant
 * belongs to the person's provider is checked by `knownMerchant`, since a grant of 'all' names none.
 */
export async function contextFor(
  user: CurrentUser,
  choice: ScopeChoice,
  knownMerchant: (providerId: string, merchantId: string) => Promise<boolean>,
): Promise<ReadContext> {
  const { actor, requestId } = user;
  const who = { providerId: user.providerId, actor, ...(requestId ? { requestId } : {}) };
  if (!isProviderRole(user.role)) {
    if (choice.merchantId && choice.merchantId !== user.merchantId) throw new NotFound('merchant');
    return tenantContext({
      ...who,
      merchantId: user.merchantId!,
      storeIds: storesWithin(user, user.merchantId!, choice.storeId),
    });
  }
  if (!choice.merchantId) {
    if (choice.storeId) throw new NotFound('store');
    if (user.grants === 'all') return providerContext({ ...who, merchantIds: 'all', stores: 'all' });
    const merchantIds = user.grants.filter((grant) => grant.storeId === null).map((grant) => grant.merchantId);
    const stores = user.grants.flatMap(({ merchantId, storeId }) =>
      storeId === null ? [] : [{ merchantId, storeId }],
    );
    return providerContext({ ...who, merchantIds, stores });
  }
  const granted = user.grants === 'all' || user.grants.some((grant) => grant.merchantId === choice.merchantId);
  if (!granted || !(await knownMerchant(user.providerId, choice.merchantId))) throw new NotFound('merchant');
  return tenantContext({
    ...who,
    merchantId: choice.merchantId,
    storeIds: storesWithin(user, choice.merchantId, choice.storeId),
  });
}

function storesWithin(user: CurrentUser, merchantId: string, storeId: string | undefined): TenantContext['storeIds'] {
  const ofMerchant = user.grants === 'all' ? [] : user.grants.filter((grant) => grant.merchantId === merchantId);
  const whole = user.grants === 'all' || ofMerchant.some((grant) => grant.storeId === null);
  if (storeId === undefined) return whole ? 'all' : ofMerchant.map((grant) => grant.storeId!);
  if (!whole && !ofMerchant.some((grant) => grant.storeId === storeId)) throw new NotFound('store');
  return [storeId];
}
