import { TenantsOrdersAndFigures1780000000000 } from './1780000000000-tenants-orders-and-figures';

/** Every migration, oldest first. */
export const migrations = [TenantsOrdersAndFigures1780000000000];
