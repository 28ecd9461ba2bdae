import type { HeldWork, TenantContext } from '@zhanggui/platform';
import type { DirectoryEntry } from '@zhanggui/stores';

/** What a handler is given: the work, its store and the tenant to work in. */
export interface WorkContext {
  readonly work: HeldWork;
  readonly store: DirectoryEntry;
  readonly tenant: TenantContext;
}
