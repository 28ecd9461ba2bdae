import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import type { Grant, Permission } from '@zhanggui/contracts';
import {
  Clock,
  type CurrentUser,
  Database,
  isUuid,
  NotFound,
  newId,
  type ReadContext,
  type Row,
} from '@zhanggui/platform';
import { knownGrants, mustHold } from '../people/assignments';
import { narrowed, Principals } from '../sign-in/principals';
import { actorOf, type From } from '../sign-in/sessions.service';
import type { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from './api-keys.dto';

const rememberMs = 5000;
const rememberAtMost = 10_000;
/** `last_used_at` is written at most this often. */
const lastUsedMs = 60_000;

interface KeyRow {
  secret_hash: string;
  user_id: string;
  name: string;
  permissions: Permission[];
  grants: Grant[] | null;
  last_used_at: Date | null;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
const prefixOf = (id: string) => `zg_${id.replaceAll('-', '')}`;

/** Keys for machines: a part of their maker's rights and scope, with an end. */
@Injectable()
export class ApiKeysService {
  private readonly remembered = new Map<string, { user: Omit<CurrentUser, 'actor'>; until: number }>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly principals: Principals,
    private readonly audit: AuditLog,
  ) {}

  async create(user: CurrentUser, { name, permissions, grants, days }: CreateApiKeyDto): Promise<NewApiKeyDto> {
    await knownGrants(this.db, user.providerId, user.merchantId, grants ?? 'all');
    mustHold(user, { permissions, merchantId: user.merchantId, grants: grants ?? user.grants });
    const id = newId();
    const secret = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + days * 86_400_000);
    await this.db.system(async (tx) => {
      await tx.query(
        `INSERT INTO api_key (id, provider_id, merchant_id, user_id, name, secret_hash, permissions, grants, created_at, expires_at)
         VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          user.providerId,
          id,
          user.merchantId,
          user.id,
          name,
          hashOf(secret).toString('hex'),
          [...new Set(permissions)],
          grants === null ? null : JSON.stringify(grants),
          now,
          expiresAt,
        ],
      );
      await this.audit.writeForSide(tx, user, user, {
        action: 'key.created',
        subject: { kind: 'key', id },
        after: { name, permissions, grants, expiresAt: expiresAt.toISOString() },
      });
    });
    return { id, key: `${prefixOf(id)}_${secret}`, expiresAt: expiresAt.toISOString() };
  }

  /** Keys of the side: a merchant's people see the merchant's, the provider's people those of the provider. */
  async list(user: CurrentUser, context: ReadContext): Promise<ApiKeyDto[]> {
    const rows = await this.db.read(context, (tx) =>
      tx.query(
        `SELECT k.id, k.user_id, k.name, k.permissions, k.grants, k.created_at, k.expires_at, k.last_used_at, k.revoked_at,
           (SELECT u.name FROM app_user u WHERE u.${tx.scopeColumn} = $1 AND u.id = k.user_id) AS user_name
         FROM api_key k WHERE k.${tx.scopeColumn} = $1 ${context.kind === 'provider' ? 'AND k.merchant_id IS NULL' : ''}
         ORDER BY k.revoked_at NULLS FIRST, k.created_at DESC LIMIT 200`,
      ),
    );
    return rows.filter((row) => row['user_id'] === user.id || user.grants === 'all').map(toKey);
  }

  async revoke(user: CurrentUser, id: string): Promise<void> {
    await this.db.system(async (tx) => {
      const [row] = await tx.query(
        `UPDATE api_key SET revoked_at = $4 WHERE provider_id = $1 AND id = $2 AND revoked_at IS NULL
           AND ($3::uuid IS NULL OR merchant_id = $3::uuid) RETURNING merchant_id, name`,
        [user.providerId, id, user.merchantId, this.clock.now()],
      );
      if (!row) throw new NotFound('key');
      const side = { merchantId: row['merchant_id'] as string | null, providerId: user.providerId };
      await this.audit.writeForSide(tx, side, user, {
        action: 'key.revoked',
        subject: { kind: 'key', id },
        before: { name: row['name'] },
      });
    });
    this.remembered.clear();
  }

  /** Whoever an `Authorization` header speaks for: the key's maker, narrowed to what the key may do. */
  async find(authorization: string, from: From): Promise<CurrentUser | undefined> {
    const [, compact, secret] = /^Bearer zg_([0-9a-f]{32})_([\w-]{43})$/.exec(authorization) ?? [];
    const id = compact?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    if (!id || !secret || !isUuid(id)) return undefined;
    const now = this.clock.now();
    const memory = `${id} ${hashOf(secret).toString('hex')}`;
    const known = this.remembered.get(memory);
    const user = known && known.until > now.getTime() ? known.user : await this.load(id, secret, now);
    if (!user) return undefined;
    if (user !== known?.user) {
      if (this.remembered.size >= rememberAtMost) this.remembered.clear();
      this.remembered.set(memory, { user, until: now.getTime() + rememberMs });
    }
    return { ...user, actor: actorOf(user, from, 'api_key'), ...(from.requestId ? { requestId: from.requestId } : {}) };
  }

  private async load(id: string, secret: string, now: Date): Promise<Omit<CurrentUser, 'actor'> | undefined> {
    const [row] = await this.db.systemQuery<KeyRow & Row>(
      `SELECT secret_hash, user_id, name, permissions, grants, last_used_at FROM api_key
       WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2`,
      [id, now],
    );
    if (!row || !timingSafeEqual(Buffer.from(row.secret_hash, 'hex'), hashOf(secret))) return undefined;
    const person = await this.principals.load(row.user_id);
    if (!person) return undefined;
    if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > lastUsedMs)
      await this.db.systemQuery('UPDATE api_key SET last_used_at = $2 WHERE id = $1', [id, now]);
    const name = `${person.name} (${row.name})`;
    return { ...narrowed(person, row.permissions, row.grants), name, sessionId: '', apiKeyId: id, confirmedAt: null };
  }
}

const toKey = (row: Row): ApiKeyDto => ({
  id: row['id'] as string,
  name: row['name'] as string,
  prefix: prefixOf(row['id'] as string).slice(0, 12),
  userId: row['user_id'] as string,
  userName: (row['user_name'] as string | null) ?? '',
  permissions: row['permissions'] as Permission[],
  grants: row['grants'] as Grant[] | null,
  createdAt: (row['created_at'] as Date).toISOString(),
  expiresAt: (row['expires_at'] as Date).toISOString(),
  lastUsedAt: (row['last_used_at'] as Date | null)?.toISOString() ?? null,
  revokedAt: (row['revoked_at'] as Date | null)?.toISOString() ?? null,
});
