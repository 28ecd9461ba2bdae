import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@zhanggui/contracts';
import { Database, decodeCursor, pageOf, type ReadContext, type Row, storeCondition } from '@zhanggui/platform';
import { auditColumns, fieldsOf } from './audit-row';
import type { AuditEntryDto, AuditListDto, AuditQuery } from './dto/audit.dto';

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
        `SELECT ${merchant} AS merchant_id, ${auditColumns} FROM ${from} WHERE ${tx.scopeColumn} = $1${narrowed}${where} ORDER BY at DESC, id DESC LIMIT ${limit + 1}`;
      const ofMerchants = select('merchant_audit', 'merchant_id', stores.sql);
      // The provider's own acts are for those who see the provider whole.
      if (context.kind === 'tenant' || context.stores !== 'all') return tx.query(ofMerchants, params);
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

function toEntry(row: Row): AuditEntryDto {
  const { action, before, after, ...fields } = fieldsOf(row);
  return {
    ...fields,
    merchantId: row['merchant_id'] as string | null,
    action: action as AuditAction,
    before: before as AuditEntryDto['before'],
    after: after as AuditEntryDto['after'],
    hash: row['hash'] as string,
  };
}
