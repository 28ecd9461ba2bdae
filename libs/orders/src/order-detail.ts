import { Injectable } from '@nestjs/common';
import { awaitsRefund } from '@zhanggui/contracts';
import { Database, fen, insideStore, type ReadContext, type Row, type TenantTx } from '@zhanggui/platform';
import { type ProblemDto, topics } from '@zhanggui/stores';
import type {
  DiscountDto,
  OrderAfterSaleDto,
  OrderDetailDto,
  OrderGiftDto,
  OrderItemDto,
  OrderListItemDto,
  ReceiverDto,
  RefundDecisionDto,
  SourceDto,
  TimelineEntryDto,
} from './dto/order.dto';
import { giftState } from './gift-state';

const iso = (value: unknown): string | null => (value ? (value as Date).toISOString() : null);
const orNull = <T>(value: unknown): T | null => (value === undefined ? null : (value as T | null));
const timelineLength = 300;

/** Loads the parts of one order: a fixed number of bounded statements, inside the order's own merchant. */
@Injectable()
export class OrderDetail {
  constructor(private readonly db: Database) {}

  async read(
    row: Row,
    head: OrderListItemDto,
    options: { context: ReadContext; withRaw: boolean },
  ): Promise<OrderDetailDto> {
    const { context } = options;
    // A provider's reader saw this order through the provider's own policy; its parts are read as its merchant.
    const tenant = insideStore(context, head.merchantId, head.storeId);
    return this.db.tenant(tenant, async (tx) => ({
      ...head,
      updatedAt: (row['updated_at'] as Date).toISOString(),
      readAt: (row['read_at'] as Date).toISOString(),
      shippedAt: iso(row['shipped_at']),
      completedAt: iso(row['completed_at']),
      productFen: fen(row['product_fen']),
      freightFen: fen(row['freight_fen']),
      originalFen: fen(row['original_fen']),
      discounts: toDiscounts(row['discounts']),
      paymentMethod: orNull<number>(row['payment_method']),
      transactionId: orNull<string>(row['transaction_id']),
      payerOpenid: orNull<string>(row['payer_openid']),
      recipientOpenid: orNull<string>(row['recipient_openid']),
      scene: orNull<number>(row['scene']),
      sources: (row['sources'] as Record<string, unknown>[]).map(toSource),
      receiver: toReceiver(row['receiver_masked']),
      merchantNote: orNull<string>(row['merchant_note']),
      items: await this.items(tx, head.id),
      gift: head.isGift ? await this.gift(tx, row, head) : null,
      afterSales: await this.afterSales(tx, head),
      timeline: await this.timeline(tx, head),
      raw: options.withRaw ? await this.raw(tx, head.id) : null,
    }));
  }

  private async items(tx: TenantTx, orderId: string): Promise<OrderItemDto[]> {
    const rows = await tx.query('SELECT * FROM order_item WHERE merchant_id = $1 AND order_id = $2 ORDER BY position', [
      orderId,
    ]);
    return rows.map((row) => ({
      id: row['id'] as string,
      productId: row['product_id'] as string,
      skuId: row['sku_id'] as string,
      skuCode: orNull<string>(row['sku_code']),
      title: row['title'] as string,
      thumbUrl: orNull<string>(row['thumb_url']),
      attrs: (row['attrs'] as { key: string; value: string }[]).map(({ key, value }) => `${key}: ${value}`),
      count: row['count'] as number,
      unitPriceFen: fen(row['unit_price_fen']),
      paidFen: fen(row['paid_fen']),
      discounts: toDiscounts(row['discounts']),
      isFreebie: row['is_freebie'] as boolean,
      onAfterSaleCount: row['on_after_sale_count'] as number,
      finishedAfterSaleCount: row['finished_after_sale_count'] as number,
      shipBy: iso(row['ship_by']),
    }));
  }

  private async gift(tx: TenantTx, row: Row, head: OrderListItemDto): Promise<OrderGiftDto> {
    const gift = row['gift'] as { sendType: number | null; isFree: boolean; note: string | null } | null;
    const shares = head.platformGiftId
      ? await tx.query(
          'SELECT id, platform_order_id, status, claimed_at, paid_fen FROM orders WHERE merchant_id = $1 AND platform_gift_id = $2 AND store_id = $3 ORDER BY platform_order_id LIMIT 200',
          [head.platformGiftId, head.storeId],
        )
      : [];
    return {
      platformGiftId: head.platformGiftId,
      state: giftState({ status: head.state, wasClaimed: row['claimed_at'] !== null }),
      sendType: gift?.sendType ?? null,
      isFree: gift?.isFree ?? false,
      note: gift?.note ?? null,
      giverOpenid: orNull<string>(row['payer_openid']),
      recipientOpenid: orNull<string>(row['recipient_openid']),
      shares: shares.map((share) => ({
        id: share['id'] as string,
        platformOrderId: share['platform_order_id'] as string,
        giftState: giftState({
          status: share['status'] as OrderListItemDto['state'],
          wasClaimed: share['claimed_at'] !== null,
        }),
        paidFen: fen(share['paid_fen']),
      })),
    };
  }

  private async afterSales(tx: TenantTx, head: OrderListItemDto): Promise<OrderAfterSaleDto[]> {
    const rows = await tx.query(
      'SELECT * FROM after_sale WHERE merchant_id = $1 AND platform_order_id = $2 AND store_id = $3 ORDER BY created_at DESC LIMIT 200',
      [head.platformOrderId, head.storeId],
    );
    const decisions = rows.length > 0 ? await this.decisions(tx, head) : undefined;
    return rows.map((row) => ({
      id: row['id'] as string,
      platformAfterSaleId: row['platform_after_sale_id'] as string,
      kind: row['kind'] as string,
      status: row['status'] as OrderAfterSaleDto['status'],
      platformStatus: row['platform_status'] as string,
      type: row['type'] as string,
      reasonText: orNull<string>(row['reason_text']),
      amountFen: fen(row['amount_fen']),
      count: orNull<number>(row['count']),
      createdAt: (row['created_at'] as Date).toISOString(),
      completedAt: iso(row['completed_at']),
      deadline: iso(row['deadline']),
      awaitsRefund:
        row['kind'] === 'after_sale' && awaitsRefund(row['type'] as string, row['platform_status'] as string),
      decision: decisions?.get(row['platform_after_sale_id'] as string) ?? null,
    }));
  }

  /** The latest decision to refund, by after-sale. */
  private async decisions(tx: TenantTx, head: OrderListItemDto): Promise<Map<string, RefundDecisionDto>> {
    const rows = await tx.query(
      `SELECT d.platform_after_sale_id, d.state, d.amount_fen, d.user_name, d.requested_at, d.ended_at, COALESCE(d.problem, w.error_detail) AS problem
       FROM (SELECT * FROM refund_decision WHERE merchant_id = $1 AND platform_order_id = $2 AND store_id = $3 ORDER BY requested_at DESC LIMIT 200) AS d
       LEFT JOIN work w ON w.merchant_id = d.merchant_id AND w.store_id = d.store_id AND w.topic = $4 AND w.subject = d.id::text AND w.parked_at IS NOT NULL
       ORDER BY d.requested_at`,
      [head.platformOrderId, head.storeId, topics.agreeToRefund],
    );
    return new Map(
      rows.map((row) => [
        row['platform_after_sale_id'] as string,
        {
          state: row['state'] as RefundDecisionDto['state'],
          amountFen: fen(row['amount_fen']),
          by: row['user_name'] as string,
          requestedAt: (row['requested_at'] as Date).toISOString(),
          endedAt: iso(row['ended_at']),
          problem: toProblem(row['problem']),
        },
      ]),
    );
  }

  /** One line of everything that happened: changes, pushes, calls and people's acts, by the time they happened. */
  private async timeline(tx: TenantTx, head: OrderListItemDto): Promise<TimelineEntryDto[]> {
    const changes = await tx.query(
      `SELECT id, at, kind, detail FROM order_timeline WHERE merchant_id = $1 AND order_id = $2 ORDER BY at DESC, id DESC LIMIT ${timelineLength}`,
      [head.id],
    );
    const pushes = await tx.query(
      `SELECT id, occurred_at AS at, event, state, received_at, processed_at FROM inbox
       WHERE merchant_id = $1 AND order_platform_id = $2 AND store_id = $3 ORDER BY received_at DESC LIMIT ${timelineLength}`,
      [head.platformOrderId, head.storeId],
    );
    const calls = await tx.query(
      `SELECT id, at, path, duration_ms, errcode, rid, attempt, outcome FROM wechat_call
       WHERE merchant_id = $1 AND subject_id = $2 AND store_id = $3 ORDER BY at DESC LIMIT ${timelineLength}`,
      [head.platformOrderId, head.storeId],
    );
    const entries: TimelineEntryDto[] = [
      ...changes.map((row) => {
        const { name, ...detail } = row['detail'] as { name: string };
        return {
          id: row['id'] as string,
          at: (row['at'] as Date).toISOString(),
          kind: row['kind'] as TimelineEntryDto['kind'],
          name,
          detail,
        };
      }),
      ...pushes.map((row) => ({
        id: row['id'] as string,
        at: (row['at'] as Date).toISOString(),
        kind: 'push' as const,
        name: row['event'] as string,
        detail: { state: row['state'], receivedAt: iso(row['received_at']), processedAt: iso(row['processed_at']) },
      })),
      ...calls.map((row) => ({
        id: row['id'] as string,
        at: (row['at'] as Date).toISOString(),
        kind: 'call' as const,
        name: row['path'] as string,
        detail: {
          outcome: row['outcome'],
          errcode: row['errcode'],
          durationMs: row['duration_ms'],
          attempt: row['attempt'],
          rid: row['rid'],
        },
      })),
    ];
    return entries.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id)).slice(0, timelineLength);
  }

  private async raw(tx: TenantTx, orderId: string): Promise<string | null> {
    const [row] = await tx.query<{ raw: string }>(
      'SELECT raw FROM order_snapshot WHERE merchant_id = $1 AND order_id = $2',
      [orderId],
    );
    return row?.raw ?? null;
  }
}

const toDiscounts = (value: unknown): DiscountDto[] =>
  Object.entries(value as Record<string, number>).map(([bearer, amount]) => ({ bearer, fen: amount }));

const toReceiver = (value: unknown): ReceiverDto | null => {
  if (!value) return null;
  const masked = value as Partial<ReceiverDto>;
  return {
    name: masked.name ?? null,
    tel: masked.tel ?? null,
    province: masked.province ?? null,
    city: masked.city ?? null,
    county: masked.county ?? null,
  };
};

/** What is kept of a problem beside work says more than people are told. */
const toProblem = (value: unknown): ProblemDto | null => {
  if (!value) return null;
  const { zh, en, remedyZh, remedyEn, errcode, at } = value as ProblemDto;
  return { zh, en, remedyZh, remedyEn, errcode, at };
};

const toSource = (source: Record<string, unknown>): SourceDto => ({
  saleChannel: orNull<number>(source['saleChannel']),
  accountType: orNull<number>(source['accountType']),
  accountId: orNull<string>(source['accountId']),
  accountNickname: orNull<string>(source['accountNickname']),
  skuId: orNull<string>(source['skuId']),
});
