import { Injectable } from '@nestjs/common';
import { Clock, type CurrentUser, Database, isUuid, NotFound, newId, type SystemTx } from '@zhanggui/platform';
import { NameTaken, TooManyViews } from '../accounts.errors';
import { MerchantsService } from '../merchants/merchants.service';
import type { ChangeViewDto, SavedViewDto, SaveViewDto, ViewPage, ViewQuery } from './saved-view.dto';

const viewsAtMost = 50;
const nameLength = 40;

interface ViewRow {
  id: string;
  user_id: string;
  owner_name: string;
  page: ViewPage;
  name: string;
  query: ViewQuery;
  columns: string[];
  shared: boolean;
  position: number;
  updated_at: Date;
}

/**
 * Named views of lists. They belong to people, so the system role keeps them; every statement is bound to the person's
 * provider and merchant, which are its first three parameters.
 */
const ofSide = 'v.provider_id = $1 AND v.merchant_id IS NOT DISTINCT FROM $2::uuid';
const readable = `${ofSide} AND (v.user_id = $3 OR v.shared)`;
const own = `${ofSide} AND v.user_id = $3`;
const owner = (user: CurrentUser): unknown[] => [user.providerId, user.merchantId, user.id];

const selectViews = `SELECT v.id, v.user_id, u.name AS owner_name, v.page, v.name, v.query, v.columns, v.shared, v.position, v.updated_at
  FROM saved_view v JOIN app_user u ON u.id = v.user_id`;

@Injectable()
export class SavedViewsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly merchants: MerchantsService,
  ) {}

  async list(user: CurrentUser, page: ViewPage): Promise<SavedViewDto[]> {
    const rows = await this.db.systemQuery<ViewRow>(
      `${selectViews} WHERE ${readable} AND v.page = $4 AND u.disabled_at IS NULL
       ORDER BY v.user_id <> $3, u.name, v.user_id, v.position, v.created_at LIMIT 500`,
      [...owner(user), page],
    );
    return Promise.all(rows.map((row) => this.toDto(user, row)));
  }

  /** @throws NameTaken | TooManyViews */
  save(user: CurrentUser, view: SaveViewDto): Promise<SavedViewDto> {
    return this.db.system(async (tx) => {
      await this.lock(tx, user);
      return this.insert(tx, user, view);
    });
  }

  /** @throws NameTaken, or NotFound for the view of somebody else */
  async change(user: CurrentUser, id: string, change: ChangeViewDto): Promise<SavedViewDto> {
    return this.db.system(async (tx) => {
      await this.lock(tx, user);
      const before = await this.find(tx, user, id, own);
      if (
        change.name !== undefined &&
        change.name !== before.name &&
        (await this.isTaken(tx, user, before.page, change.name))
      )
        throw new NameTaken(change.name);
      await tx.query(
        `UPDATE saved_view v SET name = COALESCE($5, name), query = COALESCE($6::jsonb, query), columns = COALESCE($7::text[], columns),
           shared = COALESCE($8::boolean, shared), position = COALESCE($9::integer, position), updated_at = $10
         WHERE ${own} AND v.id = $4`,
        [
          ...owner(user),
          id,
          change.name ?? null,
          change.query === undefined ? null : JSON.stringify(change.query),
          change.columns ?? null,
          change.shared ?? null,
          change.position ?? null,
          this.clock.now(),
        ],
      );
      return this.toDto(user, await this.find(tx, user, id, own));
    });
  }

  /** @throws NotFound for the view of somebody else */
  async remove(user: CurrentUser, id: string): Promise<void> {
    const rows = await this.db.systemQuery(`DELETE FROM saved_view v WHERE ${own} AND v.id = $4 RETURNING v.id`, [
      ...owner(user),
      id,
    ]);
    if (rows.length === 0) throw new NotFound('view');
  }

  /** @throws TooManyViews, or NotFound for a view that is neither the person's nor shared with them */
  duplicate(user: CurrentUser, id: string): Promise<SavedViewDto> {
    return this.db.system(async (tx) => {
      await this.lock(tx, user);
      const { page, name, query, columns } = await this.find(tx, user, id, readable);
      let copy = name;
      for (let n = 2; await this.isTaken(tx, user, page, copy); n++) {
        const ending = ` ${n}`;
        copy = `${name.slice(0, nameLength - ending.length)}${ending}`;
      }
      return this.insert(tx, user, { page, name: copy, query, columns });
    });
  }

  private async insert(tx: SystemTx, user: CurrentUser, view: SaveViewDto): Promise<SavedViewDto> {
    const [known] = await tx.query<{ views: number; next: number }>(
      `SELECT count(*)::int AS views, COALESCE(max(v.position) + 1, 0)::int AS next FROM saved_view v WHERE ${own}`,
      owner(user),
    );
    if ((known?.views ?? 0) >= viewsAtMost) throw new TooManyViews(viewsAtMost);
    if (await this.isTaken(tx, user, view.page, view.name)) throw new NameTaken(view.name);
    const id = newId();
    await tx.query(
      `INSERT INTO saved_view (provider_id, merchant_id, user_id, id, page, name, query, columns, shared, position, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
      [
        ...owner(user),
        id,
        view.page,
        view.name,
        JSON.stringify(view.query),
        view.columns,
        view.shared ?? false,
        view.position ?? known?.next ?? 0,
        this.clock.now(),
      ],
    );
    return this.toDto(user, await this.find(tx, user, id, own));
  }

  /** A person's views change one at a time: limit and names are then what was looked at. */
  private async lock(tx: SystemTx, user: CurrentUser): Promise<void> {
    await tx.query('SELECT 1 FROM app_user WHERE id = $1 FOR UPDATE', [user.id]);
  }

  private async isTaken(tx: SystemTx, user: CurrentUser, page: ViewPage, name: string): Promise<boolean> {
    const rows = await tx.query(`SELECT 1 FROM saved_view v WHERE ${own} AND v.page = $4 AND v.name = $5`, [
      ...owner(user),
      page,
      name,
    ]);
    return rows.length > 0;
  }

  private async find(tx: SystemTx, user: CurrentUser, id: string, which: string): Promise<ViewRow> {
    const [row] = await tx.query<ViewRow>(`${selectViews} WHERE ${which} AND v.id = $4`, [...owner(user), id]);
    if (!row) throw new NotFound('view');
    return row;
  }

  private async toDto(user: CurrentUser, row: ViewRow): Promise<SavedViewDto> {
    return {
      id: row.id,
      page: row.page,
      name: row.name,
      query: await this.withinScope(user, row.query),
      columns: row.columns,
      shared: row.shared,
      position: row.position,
      isOwn: row.user_id === user.id,
      ownerName: row.owner_name,
      updatedAt: row.updated_at.toISOString(),
    };
  }

  /** A view on a store that the reader may not see shows what they may see instead of a refusal. */
  private async withinScope(user: CurrentUser, query: ViewQuery): Promise<ViewQuery> {
    const { merchant, store, ...rest } = query;
    if (merchant === undefined && store === undefined) return query;
    try {
      await this.merchants.contextFor(user, { merchantId: asUuid(merchant), storeId: asUuid(store) });
      return query;
    } catch (error) {
      if (error instanceof NotFound) return rest;
      throw error;
    }
  }
}

const asUuid = (text: string | undefined): string | undefined => {
  if (text !== undefined && !isUuid(text)) throw new NotFound('scope');
  return text;
};
