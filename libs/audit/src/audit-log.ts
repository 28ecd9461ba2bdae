import { Injectable } from '@nestjs/common';
import type { AuditAction, AuditSubject } from '@zhanggui/contracts';
import {
  type Actor,
  Clock,
  newId,
  prepared,
  type SystemTx,
  type TenantContext,
  type TenantTx,
} from '@zhanggui/platform';
import { type ChainedEntry, chainStart, entryHash } from './audit-chain';
import { auditColumns } from './audit-row';

/** One act. `before` and `after` hold what changed, never a secret. */
export interface AuditEvent {
  readonly action: AuditAction;
  readonly subject: { readonly kind: AuditSubject; readonly id: string | null };
  readonly storeId?: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** Who acts, in which request. */
export interface Acting {
  readonly actor: Actor;
  readonly requestId?: string | undefined;
}

type Side = 'provider' | 'merchant';

// $1 is the chain's owner. The upsert takes the lock under which the next number is given out.
const statements = {
  merchant: {
    head: prepared(`INSERT INTO merchant_audit_head (merchant_id, provider_id, seq, hash) VALUES ($1, $2, 0, '')
      ON CONFLICT (merchant_id) DO UPDATE SET seq = merchant_audit_head.seq RETURNING seq, hash`),
    entry: prepared(`INSERT INTO merchant_audit (merchant_id, provider_id, ${auditColumns})
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`),
    forward: prepared('UPDATE merchant_audit_head SET seq = $2, hash = $3 WHERE merchant_id = $1'),
  },
  provider: {
    head: prepared(`INSERT INTO provider_audit_head (provider_id, seq, hash) SELECT $1, 0, '' WHERE $2::uuid = $1
      ON CONFLICT (provider_id) DO UPDATE SET seq = provider_audit_head.seq RETURNING seq, hash`),
    entry: prepared(`INSERT INTO provider_audit (provider_id, ${auditColumns})
      SELECT $1::uuid, $3::bigint, $4::uuid, $5::uuid, $6::timestamptz, $7, $8::uuid, $9, $10::uuid, $11, $12, $13, $14, $15, $16, $17::jsonb, $18::jsonb, $19, $20
      WHERE $2::uuid = $1`),
    forward: prepared('UPDATE provider_audit_head SET seq = $2, hash = $3 WHERE provider_id = $1'),
  },
} as const;

/**
 * The append-only log of who did what. An entry is written in the transaction of its act, as its last statement: either
 * both are there or neither. One chain per provider and per merchant.
 */
@Injectable()
export class AuditLog {
  constructor(private readonly clock: Clock) {}

  /** An act inside a merchant. Work without a person behind it writes nothing. */
  async write(tx: TenantTx, context: TenantContext, event: AuditEvent): Promise<void> {
    if (!context.actor) return;
    const acting = { actor: context.actor, requestId: context.requestId };
    await this.append((sql, params) => tx.query(sql, params), 'merchant', tx.merchantId, tx.providerId, acting, event);
  }

  /** An act upon a merchant or its people, by the system role. */
  async writeForMerchant(
    tx: SystemTx,
    owner: { readonly merchantId: string; readonly providerId: string },
    acting: Acting,
    event: AuditEvent,
  ): Promise<void> {
    const query: TenantTx['query'] = (sql, params = []) => tx.query(sql, [owner.merchantId, ...params]);
    await this.append(query, 'merchant', owner.merchantId, owner.providerId, acting, event);
  }

  /** An act upon the provider or its people. */
  async writeForProvider(tx: SystemTx, providerId: string, acting: Acting, event: AuditEvent): Promise<void> {
    const query: TenantTx['query'] = (sql, params = []) => tx.query(sql, [providerId, ...params]);
    await this.append(query, 'provider', providerId, providerId, acting, event);
  }

  /** An act upon a person or something of theirs: it goes into the chain of their side. */
  writeForSide(
    tx: SystemTx,
    side: { readonly merchantId: string | null; readonly providerId: string },
    acting: Acting,
    event: AuditEvent,
  ): Promise<void> {
    const { merchantId, providerId } = side;
    return merchantId === null
      ? this.writeForProvider(tx, providerId, acting, event)
      : this.writeForMerchant(tx, { merchantId, providerId }, acting, event);
  }

  private async append(
    query: TenantTx['query'],
    side: Side,
    owner: string,
    providerId: string,
    { actor, requestId }: Acting,
    { action, subject, storeId, before, after }: AuditEvent,
  ): Promise<void> {
    const { head, entry, forward } = statements[side];
    const [last] = await query<{ seq: string; hash: string }>(head, [providerId]);
    const chained: ChainedEntry = {
      chain: `${side} ${owner}`,
      seq: Number(last!.seq) + 1,
      id: newId(),
      storeId: storeId ?? null,
      at: this.clock.now().toISOString(),
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      supportAccessId: actor.supportAccessId ?? null,
      ip: actor.ip ?? null,
      userAgent: actor.userAgent?.slice(0, 300) ?? null,
      requestId: requestId ?? null,
      action,
      subjectKind: subject.kind,
      subjectId: subject.id,
      // As it will be read back.
      before: before === undefined ? null : JSON.parse(JSON.stringify(before)),
      after: after === undefined ? null : JSON.parse(JSON.stringify(after)),
      previousHash: last!.hash || chainStart,
    };
    const hash = entryHash(chained);
    await query(entry, [
      providerId,
      chained.seq,
      chained.id,
      chained.storeId,
      chained.at,
      chained.actorKind,
      chained.actorId,
      chained.actorName,
      chained.supportAccessId,
      chained.ip,
      chained.userAgent,
      chained.requestId,
      chained.action,
      chained.subjectKind,
      chained.subjectId,
      chained.before === null ? null : JSON.stringify(chained.before),
      chained.after === null ? null : JSON.stringify(chained.after),
      chained.previousHash,
      hash,
    ]);
    await query(forward, [chained.seq, hash]);
  }
}
