import { Inject, Injectable } from '@nestjs/common';
import {
  Clock,
  CONFIG,
  type Configuration,
  Database,
  NotFound,
  type Row,
  type TenantContext,
  type TenantTx,
} from '@zhanggui/platform';
import { permissionSets } from '@zhanggui/wechat';
import type {
  BackfillDto,
  CertificateDto,
  PermissionSetDto,
  ProblemDto,
  StoreDetailDto,
  SyncStateDto,
} from './dto/store.dto';
import { StoresService, toStoreDto } from './stores.service';

/** Sets that this product calls today. */
const needed: ReadonlySet<number> = new Set([131]);

/** One store's page: authorisation, pushes, polls, certificates and history. */
@Injectable()
export class StoreDetailService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly stores: StoresService,
    @Inject(CONFIG) private readonly config: Configuration,
  ) {}

  async read(context: TenantContext, storeId: string): Promise<StoreDetailDto> {
    const names = await this.stores.merchantNames(context, [context.merchantId]);
    return this.db.tenant(context, async (tx) => {
      await this.stores.requireStore(tx, context, storeId);
      const [row] = await tx.query('SELECT * FROM store WHERE merchant_id = $1 AND id = $2', [storeId]);
      if (!row) throw new NotFound('store');
      const pushes = await this.pushes(tx, storeId);
      return {
        ...toStoreDto(row, names),
        permissionSets: row['mode'] === 'provider' ? matrix(row['permission_sets'] as number[]) : [],
        callbackUrl: `${this.config.publicUrl}/wechat/apps/${row['app_id'] as string}`,
        ...pushes,
        sync: await this.sync(tx, storeId),
        certificates: await this.certificates(tx, storeId),
        backfill: await this.backfill(tx, storeId),
      };
    });
  }

  private async pushes(
    tx: TenantTx,
    storeId: string,
  ): Promise<Pick<StoreDetailDto, 'lastPushAt' | 'lagSeconds' | 'waitingPushes'>> {
    const recent = await tx.query<{ received_at: Date; processed_at: Date | null }>(
      'SELECT received_at, processed_at FROM inbox WHERE merchant_id = $1 AND store_id = $2 ORDER BY received_at DESC LIMIT 1000',
      [storeId],
    );
    const since = this.clock.now().getTime() - 3_600_000;
    const lags = recent.flatMap((push) =>
      push.processed_at && push.received_at.getTime() >= since
        ? [push.processed_at.getTime() - push.received_at.getTime()]
        : [],
    );
    return {
      lastPushAt: recent[0]?.received_at.toISOString() ?? null,
      lagSeconds:
        lags.length === 0 ? null : Math.round(lags.reduce((sum, lag) => sum + lag, 0) / lags.length / 100) / 10,
      waitingPushes: recent.filter((push) => push.processed_at === null).length,
    };
  }

  private async sync(tx: TenantTx, storeId: string): Promise<SyncStateDto[]> {
    const rows = await tx.query(
      'SELECT kind, polled_until, polled_at, problem FROM store_sync WHERE merchant_id = $1 AND store_id = $2 ORDER BY kind DESC',
      [storeId],
    );
    return rows.map((row) => ({
      kind: row['kind'] as string,
      polledUntil: (row['polled_until'] as Date).toISOString(),
      polledAt: (row['polled_at'] as Date | null)?.toISOString() ?? null,
      problem: row['problem'] as ProblemDto | null,
    }));
  }

  private async certificates(tx: TenantTx, storeId: string): Promise<CertificateDto[]> {
    const rows = await tx.query(
      `SELECT day::text AS day, kind, platform_count, own_count, missing, surplus, repaired, state, checked_at
       FROM certificate WHERE merchant_id = $1 AND store_id = $2 ORDER BY day DESC, kind DESC LIMIT 60`,
      [storeId],
    );
    return rows.map((row) => ({
      day: row['day'] as string,
      kind: row['kind'] as string,
      platformCount: row['platform_count'] as number,
      ownCount: row['own_count'] as number,
      missing: row['missing'] as string[],
      surplus: row['surplus'] as string[],
      repaired: row['repaired'] as number,
      state: row['state'] as string,
      checkedAt: (row['checked_at'] as Date).toISOString(),
    }));
  }

  private async backfill(tx: TenantTx, storeId: string): Promise<BackfillDto | null> {
    const [row] = await tx.query(
      'SELECT * FROM backfill WHERE merchant_id = $1 AND store_id = $2 ORDER BY started_at DESC LIMIT 1',
      [storeId],
    );
    if (!row) return null;
    const [open] = await tx.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM (SELECT 1 FROM work WHERE merchant_id = $1 AND store_id = $2 AND queue = 'history' AND parked_at IS NULL
         AND topic <> 'store.backfill' LIMIT 10000) AS t`,
      [storeId],
    );
    return toBackfillDto(row, open?.waiting ?? 0);
  }
}

function toBackfillDto(row: Row, waiting: number): BackfillDto {
  const [from, to, until] = [row['range_from'] as Date, row['range_to'] as Date, row['scanned_until'] as Date].map(
    (at) => at.getTime(),
  ) as [number, number, number];
  return {
    id: row['id'] as string,
    state: row['state'] as BackfillDto['state'],
    rangeFrom: new Date(from).toISOString(),
    rangeTo: new Date(to).toISOString(),
    scanned: row['state'] === 'done' ? 1 : to === from ? 1 : Math.min(1, Math.max(0, (to - until) / (to - from))),
    found: row['found'] as number,
    waiting,
    startedAt: (row['started_at'] as Date).toISOString(),
    finishedAt: (row['finished_at'] as Date | null)?.toISOString() ?? null,
    problem: row['problem'] as ProblemDto | null,
  };
}

const matrix = (granted: readonly number[]): PermissionSetDto[] =>
  [...permissionSets.values()].map((set) => ({
    id: set.id,
    nameZh: set.name.zh,
    nameEn: set.name.en,
    purposeZh: set.purpose.zh,
    purposeEn: set.purpose.en,
    granted: granted.includes(set.id),
    needed: needed.has(set.id),
  }));
