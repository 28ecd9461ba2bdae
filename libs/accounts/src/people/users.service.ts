import { Injectable } from '@nestjs/common';
import { isProviderRole, type RoleTemplate } from '@zhanggui/contracts';
import { Clock, Database, newId } from '@zhanggui/platform';
import { hashPassword } from '../sign-in/passwords';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: RoleTemplate;
  readonly locale?: string;
  /** Name of the provider's merchant that a merchant's user belongs to. */
  readonly merchant?: string;
  /** Names of merchants that the scope is limited to; absent means all, an empty list none. */
  readonly onlyMerchants?: readonly string[];
}

/** People, as an installation needs them before anyone can sign in. */
@Injectable()
export class UsersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The provider of this installation, made when there is none. */
  async ensureProvider(name: string): Promise<string> {
    const [known] = await this.db.systemQuery<{ id: string }>(
      'SELECT id FROM service_provider ORDER BY created_at, id LIMIT 1',
    );
    if (known) return known.id;
    const id = newId();
    await this.db.systemQuery('INSERT INTO service_provider (id, name, created_at) VALUES ($1, $2, $3)', [
      id,
      name,
      this.clock.now(),
    ]);
    return id;
  }

  async hasUsers(): Promise<boolean> {
    return (await this.db.systemQuery('SELECT 1 FROM app_user LIMIT 1')).length > 0;
  }

  /** Creates the person; an e-mail that exists is left as it is. @returns whether somebody was created */
  async create(providerId: string, user: NewUser): Promise<boolean> {
    const merchantIds = await this.merchantIds(providerId, [
      ...(user.onlyMerchants ?? []),
      ...(user.merchant ? [user.merchant] : []),
    ]);
    const passwordHash = await hashPassword(user.password);
    const id = newId();
    return this.db.system(async (tx) => {
      const rows = await tx.query(
        `INSERT INTO app_user (id, provider_id, merchant_id, email, name, password_hash, role, scope, locale, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (email) DO NOTHING RETURNING id`,
        [
          id,
          providerId,
          isProviderRole(user.role) ? null : merchantIds.get(user.merchant ?? ''),
          user.email.trim().toLowerCase(),
          user.name,
          passwordHash,
          user.role,
          user.onlyMerchants ? 'selected' : 'all',
          user.locale ?? 'zh-CN',
          this.clock.now(),
        ],
      );
      if (rows.length === 0) return false;
      for (const name of user.onlyMerchants ?? []) {
        await tx.query('INSERT INTO user_scope (provider_id, user_id, merchant_id) VALUES ($1, $2, $3)', [
          providerId,
          id,
          merchantIds.get(name),
        ]);
      }
      return true;
    });
  }

  private async merchantIds(providerId: string, names: readonly string[]): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await this.db.systemQuery<{ id: string; name: string }>(
      'SELECT id, name FROM merchant WHERE provider_id = $1 AND name = ANY($2)',
      [providerId, names],
    );
    const known = new Map(rows.map((row) => [row.name, row.id]));
    const missing = names.find((name) => !known.has(name));
    if (missing) throw new Error(`There is no merchant named "${missing}"`);
    return known;
  }
}
