export { AuditModule } from './audit.module';
export type { ChainFault } from './audit-chain';
export { AuditHeads, type HeadLine } from './audit-heads';
export { type Acting, type AuditEvent, AuditLog } from './audit-log';
export { type ChainResult, verifyChains } from './audit-verify';
