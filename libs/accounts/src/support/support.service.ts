import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import {
  Clock,
  type CurrentUser,
  Database,
  NotFound,
  newId,
  type OpenSupport,
  type ReadContext,
  type Row,
} from '@zhanggui/platform';
import type { MerchantDto } from '../merchants/merchant.dto';
import { SessionsService } from '../sign-in/sessions.service';
import type { OpenSupportDto, SupportAccessDto } from './support.dto';

const rememberAtMost = 10_000;

/** Support access: provider staff enter a merchant outside their scope for a reason and a time, and the merchant reads along. */
@Injectable()
export class SupportService {
  /** What of a merchant was seen under which access, so that each page is written down once. */
  private readonly written = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  async open(user: CurrentUser, { merchantId, reason, minutes }: OpenSupportDto): Promise<SupportAccessDto> {
    const [merchant] = await this.db.systemQuery<{ name: string }>(
      'SELECT name FROM merchant WHERE provider_id = $1 AND id = $2',
      [user.providerId, merchantId],
    );
    if (!merchant) throw new NotFound('merchant');
    const [id, now] = [newId(), this.clock.now()];
    const expiresAt = new Date(now.getTime() + minutes * 60_000);
    await this.db.system(async (tx) => {
      await tx.query(
        `INSERT INTO support_access (id, provider_id, merchant_id, user_id, user_name, reason, opened_at, expires_at)
         VALUES ($2, $1, $3, $4, $5, $6, $7, $8)`,
        [user.providerId, id, merchantId, user.id, user.name, reason, now, expiresAt],
      );
      const acting = { ...user, actor: { ...user.actor, supportAccessId: id } };
      await this.audit.writeForMerchant(tx, { merchantId, providerId: user.providerId }, acting, {
        action: 'support.opened',
        subject: { kind: 'support', id },
        after: { reason, expiresAt: expiresAt.toISOString() },
      });
    });
    this.sessions.forget(user.id);
    return {
      id,
      merchantId,
      merchantName: merchant.name,
      userName: user.name,
      reason,
      openedAt: now.toISOString(),
      expiresAt: expiresAt.toISOString(),
      endedAt: null,
      endedBy: null,
      open: true,
      mayEnd: true,
    };
  }

  /** Accesses to the merchants of the scope, the newest first; to whoever opened them, theirs whatever their scope. */
  async list(user: CurrentUser, context: ReadContext): Promise<SupportAccessDto[]> {
    const now = this.clock.now();
    const narrow = context.kind === 'provider' && context.merchantIds !== 'all';
    const rows = await this.db.read(context, (tx) =>
      tx.query(
        `SELECT s.id, s.merchant_id, s.user_id, s.user_name, s.reason, s.opened_at, s.expires_at, s.ended_at, s.ended_by,
           (SELECT m.name FROM merchant m WHERE m.id = s.merchant_id) AS merchant_name
         FROM support_access s WHERE s.${tx.scopeColumn} = $1 ${narrow ? 'AND (s.merchant_id = ANY($2::uuid[]) OR s.user_id = $3::uuid)' : ''}
         ORDER BY s.opened_at DESC LIMIT 200`,
        narrow ? [context.merchantIds, user.id] : [],
      ),
    );
    return rows.map((row) => toAccess(row, user, now));
  }

  /** Ends an access: whoever opened it may, and whoever manages the people of the merchant or of the provider. */
  async end(user: CurrentUser, id: string): Promise<void> {
    const governs = user.permissions.includes('people.manage') && !user.support;
    const [row] = await this.db.systemQuery<{ user_id: string; merchant_id: string }>(
      `SELECT user_id, merchant_id FROM support_access WHERE provider_id = $1 AND id = $2 AND ($3::uuid IS NULL OR merchant_id = $3::uuid)`,
      [user.providerId, id, user.merchantId],
    );
    if (!row || !(governs || row.user_id === user.id)) throw new NotFound('support');
    await this.db.system(async (tx) => {
      const ended = await tx.query(
        'UPDATE support_access SET ended_at = $3, ended_by = $4 WHERE provider_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > $3 RETURNING 1',
        [user.providerId, id, this.clock.now(), user.name],
      );
      if (ended.length === 0) return;
      const acting = row.user_id === user.id ? { ...user, actor: { ...user.actor, supportAccessId: id } } : user;
      await this.audit.writeForMerchant(tx, { merchantId: row.merchant_id, providerId: user.providerId }, acting, {
        action: 'support.ended',
        subject: { kind: 'support', id },
      });
    });
    this.sessions.forget(row.user_id);
  }

  /** Merchants of the provider by name, for choosing whom to support; nothing else of them is shown. */
  merchants(user: CurrentUser, search: string | undefined): Promise<MerchantDto[]> {
    return this.db.systemQuery<MerchantDto & Row>(
      `SELECT id, name FROM merchant WHERE provider_id = $1 AND ($2 = '' OR strpos(lower(name), $2) > 0) ORDER BY name, id LIMIT 20`,
      [user.providerId, search?.toLowerCase() ?? ''],
    );
  }

  /** Writes down what is looked at under an access, once per page and thing. */
  async viewed(
    user: CurrentUser,
    support: OpenSupport,
    route: string,
    params: Readonly<Record<string, string | undefined>>,
  ): Promise<void> {
    if (!route.startsWith('GET ')) return;
    const subject = Object.values(params)[0] ?? null;
    const key = `${support.id} ${route} ${subject ?? ''}`;
    if (this.written.has(key)) return;
    if (this.written.size >= rememberAtMost) this.written.clear();
    this.written.add(key);
    await this.db.system((tx) =>
      this.audit.writeForMerchant(tx, { merchantId: support.merchantId, providerId: user.providerId }, user, {
        action: 'support.viewed',
        subject: { kind: 'page', id: subject },
        after: { page: route.slice(4) },
      }),
    );
  }
}

function toAccess(row: Row, user: CurrentUser, now: Date): SupportAccessDto {
  const open = row['ended_at'] === null && (row['expires_at'] as Date) > now;
  const mine = row['user_id'] === user.id;
  return {
    id: row['id'] as string,
    merchantId: row['merchant_id'] as string,
    merchantName: (row['merchant_name'] as string | null) ?? '',
    userName: row['user_name'] as string,
    reason: row['reason'] as string,
    openedAt: (row['opened_at'] as Date).toISOString(),
    expiresAt: (row['expires_at'] as Date).toISOString(),
    endedAt: (row['ended_at'] as Date | null)?.toISOString() ?? null,
    endedBy: row['ended_by'] as string | null,
    open,
    mayEnd: open && (mine || (user.permissions.includes('people.manage') && !user.support)),
  };
}
