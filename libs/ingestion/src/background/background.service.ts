import { Injectable } from '@nestjs/common';
import { MerchantsService } from '@zhanggui/accounts';
import { AuditLog } from '@zhanggui/audit';
import {
  Clock,
  type CurrentUser,
  Database,
  decodeCursor,
  NotFound,
  pageOf,
  queueNames,
  type ReadContext,
  type Row,
  type ScopedPageQuery,
  storeCondition,
  type TenantContext,
} from '@zhanggui/platform';
import { StoresService } from '@zhanggui/stores';
import type { BackgroundDto, KeptPushListDto, ParkedWorkDto, QueueDto } from './background.dto';

const cap = 10_000;

/** Work in the background as people see it: what waits, what was parked, and starting it again. */
@Injectable()
export class BackgroundService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly stores: StoresService,
    private readonly audit: AuditLog,
    private readonly merchants: MerchantsService,
  ) {}

  async read(context: ReadContext, query: ScopedPageQuery): Promise<BackgroundDto> {
    const limit = query.limit ?? 50;
    const cursor = decodeCursor(query.cursor);
    const condition = storeCondition(context, 2);
    const next = condition.params.length + 2;
    const after = cursor ? ` AND (parked_at, id) < ($${next}::timestamptz, $${next + 1}::uuid)` : '';
    const rows = await this.db.read(context, (tx) =>
      tx.query(
        `SELECT merchant_id, id, store_id, topic, subject, attempts, parked_at, error_code, error_detail FROM work
         WHERE ${tx.scopeColumn} = $1 AND parked_at IS NOT NULL${condition.sql}${after} ORDER BY parked_at DESC, id DESC LIMIT ${limit + 1}`,
        [...condition.params, ...(cursor ? [cursor.at, cursor.id] : [])],
      ),
    );
    const { page, nextCursor } = pageOf(rows, limit, 'parked_at');
    const [storeName, merchants] = await Promise.all([
      this.stores.storeNames(context, page),
      this.stores.merchantNames(
        context,
        page.map((row) => row['merchant_id'] as string),
      ),
    ]);
    return {
      queues: await this.queues(context),
      cap,
      parked: page.map((row) => toParked(row, { storeName, merchants })),
      nextCursor,
    };
  }

  private async queues(context: ReadContext): Promise<QueueDto[]> {
    const now = this.clock.now();
    return this.db.read(context, async (tx) => {
      const stores = storeCondition(context, 3);
      const queues: QueueDto[] = [];
      for (const name of queueNames) {
        const [row] = await tx.query<{ open: number; retrying: number; parked: number; oldest: Date | null }>(
          `SELECT count(*) FILTER (WHERE parked_at IS NULL)::int AS open,
             count(*) FILTER (WHERE parked_at IS NULL AND error_code IS NOT NULL)::int AS retrying,
             count(*) FILTER (WHERE parked_at IS NOT NULL)::int AS parked, min(available_at) FILTER (WHERE parked_at IS NULL) AS oldest
           FROM (SELECT parked_at, error_code, available_at FROM work WHERE ${tx.scopeColumn} = $1 AND queue = $2${stores.sql} LIMIT ${cap}) AS t`,
          [name, ...stores.params],
        );
        const waited = row?.oldest ? (now.getTime() - row.oldest.getTime()) / 1000 : null;
        queues.push({
          name,
          open: row?.open ?? 0,
          retrying: row?.retrying ?? 0,
          parked: row?.parked ?? 0,
          oldestSeconds: waited === null ? null : Math.max(0, Math.round(waited)),
        });
      }
      return queues;
    });
  }

  /** Puts parked work back; its tries count anew. */
  async restart(context: TenantContext, id: string): Promise<void> {
    const restarted = await this.putBack(context, ' AND id = $3', [id]);
    if (restarted === 0) throw new NotFound('work');
  }

  /** Puts all parked work of a scope back; each merchant's in a transaction of its own, inside that merchant. */
  async restartAll(context: ReadContext, user: CurrentUser): Promise<number> {
    if (context.kind === 'tenant') return this.putBack(context, '', []);
    const stores = storeCondition(context, 2);
    const merchants = await this.db.provider(context, (tx) =>
      tx.query<{ merchant_id: string }>(
        `SELECT DISTINCT merchant_id FROM work WHERE provider_id = $1 AND parked_at IS NOT NULL${stores.sql} ORDER BY merchant_id`,
        stores.params,
      ),
    );
    let restarted = 0;
    for (const { merchant_id: merchantId } of merchants)
      restarted += await this.putBack(await this.merchants.tenantFor(user, merchantId), '', []);
    return restarted;
  }

  private putBack(context: TenantContext, which: string, params: readonly unknown[]): Promise<number> {
    const stores = storeCondition(context, params.length + 3);
    return this.db.tenant(context, async (tx) => {
      const rows = await tx.query(
        `UPDATE work SET parked_at = NULL, attempts = 0, available_at = $2, enqueued_at = NULL, lease_token = NULL, lease_until = NULL
         WHERE merchant_id = $1 AND parked_at IS NOT NULL${which}${stores.sql} RETURNING id, store_id, topic, subject`,
        [this.clock.now(), ...params, ...stores.params],
      );
      const [first] = rows;
      if (first)
        await this.audit.write(tx, context, {
          action: 'work.restarted',
          subject: { kind: 'work', id: rows.length === 1 ? (first['id'] as string) : null },
          ...(rows.length === 1 ? { storeId: first['store_id'] as string } : {}),
          after: rows.length === 1 ? { topic: first['topic'], subject: first['subject'] } : { count: rows.length },
        });
      return rows.length;
    });
  }

  /** Pushes that were authentic and not understood, newest first, as they came. */
  async keptPushes(context: TenantContext, query: ScopedPageQuery): Promise<KeptPushListDto> {
    const limit = query.limit ?? 50;
    const cursor = decodeCursor(query.cursor);
    const stores = storeCondition(context, 2);
    const next = stores.params.length + 2;
    const after = cursor ? ` AND (received_at, id) < ($${next}::timestamptz, $${next + 1}::uuid)` : '';
    const rows = await this.db.tenant(context, (tx) =>
      tx.query(
        `SELECT merchant_id, id, store_id, event, state, received_at, body FROM inbox
         WHERE merchant_id = $1 AND state IN ('unknown', 'unreadable')${stores.sql}${after} ORDER BY received_at DESC, id DESC LIMIT ${limit + 1}`,
        [...stores.params, ...(cursor ? [cursor.at, cursor.id] : [])],
      ),
    );
    const { page, nextCursor } = pageOf(rows, limit, 'received_at');
    const storeName = await this.stores.storeNames(context, page);
    return {
      items: page.map((row) => ({
        id: row['id'] as string,
        storeId: row['store_id'] as string,
        storeName: storeName(row),
        event: row['event'] as string,
        state: row['state'] as string,
        receivedAt: (row['received_at'] as Date).toISOString(),
        body: row['body'] as string,
      })),
      nextCursor,
    };
  }
}

interface Names {
  readonly storeName: (row: Row) => string;
  readonly merchants: ReadonlyMap<string, string>;
}

function toParked(row: Row, names: Names): ParkedWorkDto {
  const detail = (row['error_detail'] ?? {}) as Record<string, string | number | null | undefined>;
  const text = (field: string) => String(detail[field] ?? '');
  return {
    id: row['id'] as string,
    merchantId: row['merchant_id'] as string,
    merchantName: names.merchants.get(row['merchant_id'] as string) ?? '',
    storeId: row['store_id'] as string,
    storeName: names.storeName(row),
    topic: row['topic'] as string,
    subject: row['subject'] as string,
    attempts: row['attempts'] as number,
    parkedAt: (row['parked_at'] as Date).toISOString(),
    errorCode: (row['error_code'] as string | null) ?? '',
    errorZh: text('zh'),
    errorEn: text('en'),
    remedyZh: text('remedyZh'),
    remedyEn: text('remedyEn'),
    errcode: (detail['errcode'] as number | null | undefined) ?? null,
    rid: (detail['rid'] as string | null | undefined) ?? null,
  };
}
