import { TenantsOrdersAndFigures1780000000000 } from './1780000000000-tenants-orders-and-figures';
import { SavedViews1780000100000 } from './1780000100000-saved-views';
import { PeopleAndAudit1780000200000 } from './1780000200000-people-and-audit';
import { TraceContextAndTokenAge1780000300000 } from './1780000300000-trace-context-and-token-age';
import { BuyerRetention1780000400000 } from './1780000400000-buyer-retention';
import { SignedCertificates1780000500000 } from './1780000500000-signed-certificates';
import { RefundDecisions1780000600000 } from './1780000600000-refund-decisions';

/** Every migration, oldest first. */
export const migrations = [
  TenantsOrdersAndFigures1780000000000,
  SavedViews1780000100000,
  PeopleAndAudit1780000200000,
  TraceContextAndTokenAge1780000300000,
  BuyerRetention1780000400000,
  SignedCertificates1780000500000,
  RefundDecisions1780000600000,
];
