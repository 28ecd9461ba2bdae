import { Injectable } from '@nestjs/common';
import { Clock, completeWork, Database, type HeldWork } from '@zhanggui/platform';
import { WechatApi } from '@zhanggui/wechat';
import { resumeParked } from '../work/resume-parked';
import type { WorkContext } from '../work/work-context';

/** A store was connected or authorised anew: reads what the platform says of it and lets work go on that had stopped for it. */
@Injectable()
export class ConnectStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly api: WechatApi,
  ) {}

  async run({ work, store, tenant }: WorkContext): Promise<HeldWork | undefined> {
    const info = await this.api.shopInfo({ appId: store.appId, trace: { kind: 'store', id: store.id } });
    const now = this.clock.now();
    // What the provider was granted, read after the store exists: an authorisation event just before found no store to tell.
    const [granted] = await this.db.systemQuery<{ permission_sets: number[] }>(
      'SELECT permission_sets FROM authorizer WHERE app_id = $1 AND authorized_at IS NOT NULL AND unauthorized_at IS NULL',
      [store.appId],
    );
    return this.db.tenant(tenant, async (tx) => {
      await tx.query(
        `UPDATE store SET nickname = COALESCE($3, nickname), username = COALESCE($4, username), platform_status = $5, state = 'connected', problem = NULL,
           updated_at = $6, permission_sets = COALESCE($7, permission_sets) WHERE merchant_id = $1 AND id = $2`,
        [
          store.id,
          info.nickname ?? null,
          info.userName ?? null,
          info.status ?? null,
          now,
          granted?.permission_sets ?? null,
        ],
      );
      await resumeParked(tx, store.id, ['unauthorized', 'permission', 'token', 'restricted', 'ip_not_allowed'], now);
      return completeWork(tx, work);
    });
  }
}
