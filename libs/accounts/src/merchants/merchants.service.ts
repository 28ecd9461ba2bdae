import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import { isProviderRole } from '@zhanggui/contracts';
import {
  Clock,
  type CurrentUser,
  Database,
  NotFound,
  newId,
  type ReadContext,
  type TenantContext,
} from '@zhanggui/platform';
import { NameTaken } from '../accounts.errors';
import { contextFor, type ScopeChoice } from '../scope';
import type { MerchantDto } from './merchant.dto';

/** Merchants of a provider. */
@Injectable()
export class MerchantsService {
  /** A merchant never changes its provider, so what was found once stays true. */
  private readonly owners = new Map<string, string>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async create(user: CurrentUser, name: string): Promise<MerchantDto> {
    const id = newId();
    await this.db.system(async (tx) => {
      const rows = await tx.query(
        'INSERT INTO merchant (id, provider_id, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (provider_id, name) DO NOTHING RETURNING id',
        [id, user.providerId, name, this.clock.now()],
      );
      if (rows.length === 0) throw new NameTaken(name);
      await this.audit.writeForProvider(tx, user.providerId, user, {
        action: 'merchant.created',
        subject: { kind: 'merchant', id },
        after: { name },
      });
    });
    return { id, name };
  }

  /** Merchants that the person may see, by name; `search` matches anywhere in the name. */
  async list(user: CurrentUser, search: string | undefined, limit: number): Promise<MerchantDto[]> {
    const conditions = ['provider_id = $1'];
    const params: unknown[] = [user.providerId];
    const only = isProviderRole(user.role)
      ? user.grants === 'all'
        ? undefined
        : user.grants.map((grant) => grant.merchantId)
      : [user.merchantId!];
    if (only) {
      params.push(only);
      conditions.push(`id = ANY($${params.length}::uuid[])`);
    }
    if (search) {
      params.push(search.toLowerCase());
      conditions.push(`strpos(lower(name), $${params.length}) > 0`);
    }
    params.push(limit);
    return this.db.systemQuery<{ id: string; name: string }>(
      `SELECT id, name FROM merchant WHERE ${conditions.join(' AND ')} ORDER BY name, id LIMIT $${params.length}`,
      params,
    );
  }

  async belongsTo(providerId: string, merchantId: string): Promise<boolean> {
    const known = this.owners.get(merchantId);
    if (known !== undefined) return known === providerId;
    const [row] = await this.db.systemQuery<{ provider_id: string }>('SELECT provider_id FROM merchant WHERE id = $1', [
      merchantId,
    ]);
    if (!row) return false;
    this.owners.set(merchantId, row.provider_id);
    return row.provider_id === providerId;
  }

  /** The context of a choice within the person's scope. @throws NotFound outside it */
  contextFor(user: CurrentUser, choice: ScopeChoice): Promise<ReadContext> {
    return contextFor(user, choice, (provider, merchant) => this.belongsTo(provider, merchant));
  }

  /** The context for changing something of one merchant, after checking that the person's scope contains it. */
  async tenantFor(user: CurrentUser, merchantId: string, storeId?: string): Promise<TenantContext> {
    const context = await this.contextFor(user, { merchantId, storeId });
    if (context.kind !== 'tenant') throw new NotFound('merchant');
    return context;
  }
}
