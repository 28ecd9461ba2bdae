import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@zhanggui/contracts';
import { Database, decodeCursor, pageOf, type ReadContext, type Row, storeCondition } from '@zhanggui/platform';
import type { AuditEntryDto, AuditListDto, AuditQuery } from './dto/audit.dto';

const columns = `seq, id, store_id, at, actor_kind, actor_id, actor_name, support_access_id, ip, user_agent, request_id, action,
  subject_kind, subject_id, before, after, hash`;

/** Reads the audit log: a merchant's chain, or a provider's own with those of its merchants. */
@Injectable()
export class AuditService {
  constructor(private readonly db: Database) {}

  async list(context: ReadContext, query: AuditQuery): Promise<AuditListDto> {
    const limit = query.limit ?? 50;
    const stores = storeCondition(context, 2);
    const params: unknown[] = [...stores.params];
    let where = '';
    const add = (condition: (next: string) => string, value: unknown) => {
      params.push(value);
      where += ` AND ${condition(`$${params.length + 1}`)}`;
    };
    if (query.action) add((next) => `action = ${next}`, query.action);
    if (query.actorId) add((next) => `actor_id = ${next}::uuid`, query.actorId);
    if (query.subjectId) add((next) => `subject_id = ${next}`, query.subjectId);
    if (query.supportAccessId) add((next) => `support_access_id = ${next}::uuid`, query.supportAccessId);
    if (query.from) add((next) => `at >= ${next}::timestamptz`, query.from);
    if (query.to) add((next) => `at < ${next}::timestamptz`, query.to);
    const cursor = decodeCursor(query.cursor);
    if (cursor) {
      params.push(cursor.at, cursor.id);
      where += ` AND (at, id) < ($${params.length}::timestamptz, $${params.length + 1}::uuid)`;
    }
    const rows = await this.db.read(context, async (tx) => {
      const select = (from: string, merchant: string, narrowed: string) =>
        `SELECT ${merchant} AS merchant_id, ${columns} FROM ${from} WHERE ${tx.scopeColumn} = $1${narrowed}${where} ORDER BY at DESC, id DESC LIMIT ${limit + 1}`;
      const ofMerchants = select('merchant_audit', 'merchant_id', stores.sql);
      // The provider's own acts are for those who see the provider whole.
      if (context.kind === 'tenant' || context.storeIds !== 'all') return tx.query(ofMerchants, params);
      const own = select('provider_audit', 'NULL::uuid', '');
      return tx.query(
        `SELECT * FROM ((${ofMerchants}) UNION ALL (${own})) AS both_sides ORDER BY at DESC, id DESC LIMIT ${limit + 1}`,
        params,
      );
    });
    const { page, nextCursor } = pageOf(rows, limit, 'at');
    return { items: page.map(toEntry), nextCursor };
  }
}

const toEntry = (row: Row): AuditEntryDto => ({
  id: row['id'] as string,
  seq: Number(row['seq']),
  merchantId: row['merchant_id'] as string | null,
  storeId: row['store_id'] as string | null,
  at: (row['at'] as Date).toISOString(),
  actorKind: row['actor_kind'] as string,
  actorId: row['actor_id'] as string | null,
  actorName: row['actor_name'] as string,
  supportAccessId: row['support_access_id'] as string | null,
  ip: row['ip'] as string | null,
  userAgent: row['user_agent'] as string | null,
  requestId: row['request_id'] as string | null,
  action: row['action'] as AuditAction,
  subjectKind: row['subject_kind'] as string,
  subjectId: row['subject_id'] as string | null,
  before: row['before'] as Record<string, unknown> | null,
  after: row['after'] as Record<string, unknown> | null,
  hash: row['hash'] as string,
});
