import type { Row } from '@zhanggui/platform';
import type { ChainedEntry } from './audit-chain';

/** The columns of both audit tables, but for whose chain it is. */
export const auditColumns = `seq, id, store_id, at, actor_kind, actor_id, actor_name, support_access_id, ip, user_agent, request_id, action,
  subject_kind, subject_id, before, after, previous_hash, hash`;

/** What a row says, without its place in the chain. */
export const fieldsOf = (row: Row): Omit<ChainedEntry, 'chain' | 'previousHash'> => ({
  seq: Number(row['seq']),
  id: row['id'] as string,
  storeId: row['store_id'] as string | null,
  at: (row['at'] as Date).toISOString(),
  actorKind: row['actor_kind'] as string,
  actorId: row['actor_id'] as string | null,
  actorName: row['actor_name'] as string,
  supportAccessId: row['support_access_id'] as string | null,
  ip: row['ip'] as string | null,
  userAgent: row['user_agent'] as string | null,
  requestId: row['request_id'] as string | null,
  action: row['action'] as string,
  subjectKind: row['subject_kind'] as string,
  subjectId: row['subject_id'] as string | null,
  before: row['before'],
  after: row['after'],
});
