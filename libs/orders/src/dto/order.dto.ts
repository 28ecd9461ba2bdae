import { ApiProperty } from '@nestjs/swagger';
import {
  type AfterSaleStatus,
  afterSaleStatuses,
  type EntryPoint,
  entryPoints,
  type Measure,
  type OrderStatus,
  orderStatuses,
  type RefundDecisionState,
  refundDecisionStates,
} from '@zhanggui/contracts';
import { ScopedPageQuery } from '@zhanggui/platform';
import { ProblemDto } from '@zhanggui/stores';
import { Transform } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateIf,
} from 'class-validator';
import { type GiftState, giftStates } from '../gift-state';

/** Tabs of the list: a state, or a question about several. */
export const orderViews = [...orderStatuses, 'unshipped', 'overdue', 'after_sale'] as const;
export type OrderView = (typeof orderViews)[number];

/** Figures that count documents, whose orders the list can show. */
export const countedKinds = ['orders', 'refunds', 'expiredGifts'] as const satisfies readonly Measure[];
export type CountedKind = (typeof countedKinds)[number];

const businessDayPattern = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const flag = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);

export class OrderListQuery extends ScopedPageQuery {
  @IsOptional()
  @IsIn(orderViews)
  @ApiProperty({
    enum: orderViews,
    required: false,
    description:
      'A state; `unshipped`: to ship, whole or in part; `overdue`: of these, past the deadline; `after_sale`: with an open after-sale.',
  })
  view?: OrderView;

  @ApiProperty({
    enum: orderStatuses,
    enumName: 'OrderStatus',
    isArray: true,
    required: false,
    description: 'In one of these states; given several times, or parted by commas.',
  })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @IsIn(orderStatuses, { each: true })
  status?: OrderStatus[];

  @ApiProperty({ description: "The platform's id, whole.", required: false })
  @IsOptional()
  @Matches(/^\d{1,25}$/)
  platformOrderId?: string;

  @ApiProperty({ description: "The platform's id of a gift: all its shares.", required: false })
  @IsOptional()
  @Matches(/^\d{1,25}$/)
  platformGiftId?: string;

  @IsOptional()
  @IsIn(entryPoints)
  @ApiProperty({ enum: entryPoints, required: false })
  entryPoint?: EntryPoint;

  @ApiProperty({ required: false })
  @IsOptional()
  @Transform(flag)
  @IsBoolean()
  isGift?: boolean;

  @ApiProperty({ description: 'Whether money of it went back.', required: false })
  @IsOptional()
  @Transform(flag)
  @IsBoolean()
  refunded?: boolean;

  @ApiProperty({ description: 'Placed at or after this instant.', required: false })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiProperty({ description: 'Placed before this instant.', required: false })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiProperty({ description: 'Paid at or after this instant.', required: false })
  @IsOptional()
  @IsISO8601({ strict: true })
  paidFrom?: string;

  @ApiProperty({ description: 'Paid before this instant.', required: false })
  @IsOptional()
  @IsISO8601({ strict: true })
  paidTo?: string;

  @IsOptional()
  @IsIn(countedKinds)
  @ApiProperty({
    enum: countedKinds,
    required: false,
    description:
      'The orders behind a figure of the days `countedFrom` to `countedTo`: `orders` are those of GMV, orders and average order, `refunds` those of the refunds, `expiredGifts` those of the expired gifts.',
  })
  counted?: CountedKind;

  @ApiProperty({ description: "First business day of the figure, in each store's own zone.", required: false })
  @ValidateIf((query: OrderListQuery) => query.counted !== undefined)
  @Matches(businessDayPattern)
  countedFrom?: string;

  @ApiProperty({ description: 'Last business day of the figure.', required: false })
  @ValidateIf((query: OrderListQuery) => query.counted !== undefined)
  @Matches(businessDayPattern)
  countedTo?: string;
}

export class DiscountDto {
  @ApiProperty({
    description:
      "Who or what bears it, in the platform's words: merchant, platformCoupon, nationalSubsidy, finder, ...",
  })
  bearer: string;
  @ApiProperty()
  fen: number;
}

export class OrderListItemDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  merchantId: string;
  @ApiProperty()
  merchantName: string;
  @ApiProperty()
  storeId: string;
  @ApiProperty()
  storeName: string;
  @ApiProperty({ description: "Zone in which the order's times are shown." })
  timeZone: string;
  @ApiProperty()
  platformOrderId: string;
  @ApiProperty({ enum: orderStatuses, enumName: 'OrderStatus' })
  state: OrderStatus;
  @ApiProperty({ description: "The platform's number, also one that we do not know." })
  platformStatus: number;
  @ApiProperty()
  createdAt: string;
  @ApiProperty({ type: String, nullable: true })
  paidAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Earliest deadline to ship.' })
  shipBy: string | null;
  @ApiProperty()
  title: string;
  @ApiProperty({ description: 'Pieces.' })
  itemCount: number;
  @ApiProperty({ description: 'What the buyer paid.' })
  paidFen: number;
  @ApiProperty({ description: 'What the merchant is to receive.' })
  receivableFen: number;
  @ApiProperty({ description: 'What went back.' })
  refundedFen: number;
  @ApiProperty()
  isGift: boolean;
  @ApiProperty({ type: String, nullable: true })
  platformGiftId: string | null;
  @ApiProperty({ enum: entryPoints, enumName: 'EntryPoint' })
  entryPoint: EntryPoint;
  @ApiProperty()
  openAfterSales: number;
  @ApiProperty({ type: String, nullable: true, description: 'Masked.' })
  receiverName: string | null;
  @ApiProperty({ type: String, nullable: true })
  receiverRegion: string | null;
  @ApiProperty({ type: String, nullable: true })
  customerNote: string | null;
}

export class OrderListDto {
  @ApiProperty({ type: () => [OrderListItemDto] })
  items: OrderListItemDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ViewCountDto {
  @ApiProperty({ enum: orderViews })
  view: OrderView;
  @ApiProperty({ description: 'Exact below `cap`.' })
  count: number;
}
export class OrderCountsDto {
  @ApiProperty({ type: () => [ViewCountDto] })
  items: ViewCountDto[];
  @ApiProperty({ description: 'A count of this size means "this many or more".' })
  cap: number;
}

export class OrderItemDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  productId: string;
  @ApiProperty()
  skuId: string;
  @ApiProperty({ type: String, nullable: true })
  skuCode: string | null;
  @ApiProperty()
  title: string;
  @ApiProperty({ type: String, nullable: true })
  thumbUrl: string | null;
  @ApiProperty({ type: [String], description: '"size: 200g" pairs.' })
  attrs: string[];
  @ApiProperty()
  count: number;
  @ApiProperty()
  unitPriceFen: number;
  @ApiProperty({ description: "The line's share of what was paid." })
  paidFen: number;
  @ApiProperty({ type: () => [DiscountDto] })
  discounts: DiscountDto[];
  @ApiProperty({ description: 'A giveaway beside a bought line, not a present.' })
  isFreebie: boolean;
  @ApiProperty()
  onAfterSaleCount: number;
  @ApiProperty()
  finishedAfterSaleCount: number;
  @ApiProperty({ type: String, nullable: true })
  shipBy: string | null;
}

export class GiftShareDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  platformOrderId: string;
  @ApiProperty({ enum: giftStates })
  giftState: GiftState;
  @ApiProperty()
  paidFen: number;
}

export class OrderGiftDto {
  @ApiProperty({ type: String, nullable: true })
  platformGiftId: string | null;
  @ApiProperty({ enum: giftStates })
  state: GiftState;
  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      '0 one friend, 1 group, 2 official account, 3 Channels, 4 WeCom, 5 WeCom group, 6 mini program; null unknown.',
  })
  sendType: number | null;
  @ApiProperty({ description: 'The merchant gave it away: nobody paid.' })
  isFree: boolean;
  @ApiProperty({ type: String, nullable: true })
  note: string | null;
  @ApiProperty({ type: String, nullable: true })
  giverOpenid: string | null;
  @ApiProperty({ type: String, nullable: true })
  recipientOpenid: string | null;
  @ApiProperty({ type: () => [GiftShareDto], description: 'All shares of the gift, this one included; at most 200.' })
  shares: GiftShareDto[];
}

/** What somebody decided about a refund, and how far it is. */
export class RefundDecisionDto {
  @ApiProperty({ enum: refundDecisionStates, enumName: 'RefundDecisionState' })
  state: RefundDecisionState;
  @ApiProperty()
  amountFen: number;
  @ApiProperty()
  by: string;
  @ApiProperty()
  requestedAt: string;
  @ApiProperty({ type: String, nullable: true })
  endedAt: string | null;
  @ApiProperty({
    type: ProblemDto,
    nullable: true,
    description: 'Why the platform refused, or what holds it up until a person mends it.',
  })
  problem: ProblemDto | null;
}

export class OrderAfterSaleDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  platformAfterSaleId: string;
  @ApiProperty({ enum: ['after_sale', 'gift_expiry'] })
  kind: string;
  @ApiProperty({ enum: afterSaleStatuses, enumName: 'AfterSaleStatus' })
  status: AfterSaleStatus;
  @ApiProperty()
  platformStatus: string;
  @ApiProperty({ description: "REFUND, RETURN, EXCHANGE or the platform's newer words." })
  type: string;
  @ApiProperty({ type: String, nullable: true })
  reasonText: string | null;
  @ApiProperty()
  amountFen: number;
  @ApiProperty({ type: Number, nullable: true })
  count: number | null;
  @ApiProperty()
  createdAt: string;
  @ApiProperty({ type: String, nullable: true })
  completedAt: string | null;
  @ApiProperty({ type: String, nullable: true })
  deadline: string | null;
  @ApiProperty({ description: "Whether the merchant's agreement is what the money waits for." })
  awaitsRefund: boolean;
  @ApiProperty({ type: RefundDecisionDto, nullable: true, description: 'The latest decision to refund.' })
  decision: RefundDecisionDto | null;
}

export class OrderNoteDto {
  @ApiProperty({ maxLength: 1000 })
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 1000)
  text: string;
}

export class TimelineEntryDto {
  @ApiProperty()
  id: string;
  @ApiProperty({ description: "When it happened, by the platform's clock where it has one." })
  at: string;
  @ApiProperty({
    enum: ['state', 'push', 'call', 'act', 'after_sale'],
    description:
      'state: the order changed; push: the platform told us; call: we asked the platform; act: a person did something; after_sale.',
  })
  kind: 'state' | 'push' | 'call' | 'act' | 'after_sale';
  @ApiProperty({ description: 'A state, an event, a path or an act.' })
  name: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What belongs to it, in order of importance.',
  })
  detail: Record<string, unknown>;
}

export class ReceiverDto {
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
  @ApiProperty({ type: String, nullable: true })
  tel: string | null;
  @ApiProperty({ type: String, nullable: true })
  province: string | null;
  @ApiProperty({ type: String, nullable: true })
  city: string | null;
  @ApiProperty({ type: String, nullable: true })
  county: string | null;
}

export class SourceDto {
  @ApiProperty({ type: Number, nullable: true })
  saleChannel: number | null;
  @ApiProperty({ type: Number, nullable: true })
  accountType: number | null;
  @ApiProperty({ type: String, nullable: true })
  accountId: string | null;
  @ApiProperty({ type: String, nullable: true })
  accountNickname: string | null;
  @ApiProperty({ type: String, nullable: true })
  skuId: string | null;
}

export class OrderDetailDto extends OrderListItemDto {
  @ApiProperty()
  updatedAt: string;
  @ApiProperty({ description: 'When we last read it from the platform.' })
  readAt: string;
  @ApiProperty({ type: String, nullable: true })
  shippedAt: string | null;
  @ApiProperty({ type: String, nullable: true })
  completedAt: string | null;
  @ApiProperty({ description: 'Goods at list price.' })
  productFen: number;
  @ApiProperty()
  freightFen: number;
  @ApiProperty({ description: 'Before discounts, freight in.' })
  originalFen: number;
  @ApiProperty({ type: () => [DiscountDto] })
  discounts: DiscountDto[];
  @ApiProperty({
    type: Number,
    nullable: true,
    description: '1 WeChat Pay, 2 pay after use, 3 zero-yuan lottery, 4 points.',
  })
  paymentMethod: number | null;
  @ApiProperty({ type: String, nullable: true })
  transactionId: string | null;
  @ApiProperty({ type: String, nullable: true })
  payerOpenid: string | null;
  @ApiProperty({ type: String, nullable: true })
  recipientOpenid: string | null;
  @ApiProperty({ type: Number, nullable: true, description: "The platform's scene number behind the entry point." })
  scene: number | null;
  @ApiProperty({ type: () => [SourceDto] })
  sources: SourceDto[];
  @ApiProperty({ type: ReceiverDto, nullable: true })
  receiver: ReceiverDto | null;
  @ApiProperty({ type: String, nullable: true })
  merchantNote: string | null;
  @ApiProperty({ type: () => [OrderItemDto] })
  items: OrderItemDto[];
  @ApiProperty({ type: OrderGiftDto, nullable: true })
  gift: OrderGiftDto | null;
  @ApiProperty({ type: () => [OrderAfterSaleDto] })
  afterSales: OrderAfterSaleDto[];
  @ApiProperty({ type: () => [TimelineEntryDto] })
  timeline: TimelineEntryDto[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: "The platform's answer as it came, without the receiver; null for those who may not see it.",
  })
  raw: string | null;
}
