import { ApiProperty } from '@nestjs/swagger';
import { IsLocalDay, IsTimeZoneName, ScopedPageQuery, ScopeQuery } from '@zhanggui/platform';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength, ValidateIf } from 'class-validator';
import { type SyncKind, syncKinds } from '../topics';

const trimmed = () => Transform(({ value }) => (typeof value === 'string' ? value.trim() : value));

export const storeModes = ['self_run', 'provider'] as const;
export const storeStates = ['connected', 'unauthorized', 'failing'] as const;
const selfRun = (body: ConnectStoreDto) => body.mode === 'self_run';

/** Connects a store. A self-run shop gives its own credentials; a shop that authorised the provider only its app id. */
export class ConnectStoreDto {
  @IsIn(storeModes)
  @ApiProperty({ enum: storeModes })
  mode: (typeof storeModes)[number];

  @ApiProperty()
  @IsUUID()
  merchantId: string;

  @ApiProperty({ description: 'Name of the store in this back office.' })
  @trimmed()
  @IsString()
  @Length(1, 80)
  name: string;

  @ApiProperty({ description: 'App id of the shop.' })
  @trimmed()
  @Matches(/^[A-Za-z0-9_-]{4,64}$/)
  appid: string;

  @ApiProperty({ description: 'App secret (self-run).', required: false })
  @ValidateIf(selfRun)
  @trimmed()
  @IsString()
  @Length(1, 200)
  secret?: string;

  @ApiProperty({ description: "Token of the shop's message push (self-run).", required: false })
  @ValidateIf(selfRun)
  @trimmed()
  @IsString()
  @Length(1, 100)
  token?: string;

  @ApiProperty({
    description: "EncodingAESKey of the shop's message push: 43 letters and digits (self-run).",
    required: false,
  })
  @ValidateIf(selfRun)
  @trimmed()
  @Matches(/^[A-Za-z0-9]{43}$/)
  aesKey?: string;

  @ApiProperty({ description: 'Decides on which business day a sale counts. Default Asia/Shanghai.', required: false })
  @IsOptional()
  @IsTimeZoneName()
  timeZone?: string;
}

export class UpdateStoreDto {
  @ApiProperty({ required: false })
  @IsOptional()
  @trimmed()
  @IsString()
  @Length(1, 80)
  name?: string;

  @ApiProperty({ description: 'A new zone puts every figure of the store on its days anew.', required: false })
  @IsOptional()
  @IsTimeZoneName()
  timeZone?: string;
}

export class CertifyDayDto {
  @ApiProperty({ description: 'A business day of the store, YYYY-MM-DD.' })
  @IsLocalDay()
  day: string;
}

export class CertificatePath extends CertifyDayDto {
  @ApiProperty()
  @IsUUID()
  storeId: string;

  @ApiProperty({ enum: syncKinds })
  @IsIn(syncKinds)
  kind: SyncKind;
}

export class StoreListQuery extends ScopedPageQuery {
  @ApiProperty({ description: 'Part of the name, or an app id.', required: false })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  search?: string;

  @IsOptional()
  @IsIn(storeStates)
  @ApiProperty({ enum: storeStates, required: false })
  state?: (typeof storeStates)[number];
}

export class ProblemDto {
  @ApiProperty({ description: 'Sentence for people.' })
  zh: string;
  @ApiProperty()
  en: string;
  @ApiProperty({ description: 'What to do.' })
  remedyZh: string;
  @ApiProperty()
  remedyEn: string;
  @ApiProperty({ type: Number, nullable: true })
  errcode: number | null;
  @ApiProperty()
  at: string;
}

export class PermissionSetDto {
  @ApiProperty()
  id: number;
  @ApiProperty()
  nameZh: string;
  @ApiProperty()
  nameEn: string;
  @ApiProperty({ description: 'What it is for.' })
  purposeZh: string;
  @ApiProperty()
  purposeEn: string;
  @ApiProperty()
  granted: boolean;
  @ApiProperty({ description: 'Whether this product needs it today.' })
  needed: boolean;
}

export class BackfillDto {
  @ApiProperty()
  id: string;
  @ApiProperty({ enum: ['running', 'paused', 'done'] })
  state: 'running' | 'paused' | 'done';
  @ApiProperty()
  rangeFrom: string;
  @ApiProperty()
  rangeTo: string;
  @ApiProperty({ description: 'Share of the range whose list has been read, 0 to 1.' })
  scanned: number;
  @ApiProperty({ description: 'Orders and after-sales found.' })
  found: number;
  @ApiProperty({ description: 'Of these, still to be read; at most 10,000 are counted.' })
  waiting: number;
  @ApiProperty()
  startedAt: string;
  @ApiProperty({ type: String, nullable: true })
  finishedAt: string | null;
  @ApiProperty({ type: ProblemDto, nullable: true })
  problem: ProblemDto | null;
}

export class StoreDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  merchantId: string;
  @ApiProperty()
  merchantName: string;
  @ApiProperty()
  name: string;
  @ApiProperty()
  appid: string;
  @ApiProperty({ enum: storeModes })
  mode: (typeof storeModes)[number];
  @ApiProperty({ enum: storeStates })
  state: (typeof storeStates)[number];
  @ApiProperty()
  timeZone: string;
  @ApiProperty({ type: String, nullable: true })
  nickname: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: "The platform's own state of the shop; only open_finished can sell.",
  })
  platformStatus: string | null;
  @ApiProperty({ type: ProblemDto, nullable: true })
  problem: ProblemDto | null;
  @ApiProperty()
  createdAt: string;
}

export class StoreListDto {
  @ApiProperty({ type: () => [StoreDto] })
  items: StoreDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class SyncStateDto {
  @ApiProperty({ enum: ['orders', 'after_sales', 'gift_after_sales'] })
  kind: string;
  @ApiProperty({ description: 'Every change until here has been looked for.' })
  polledUntil: string;
  @ApiProperty({ type: String, nullable: true })
  polledAt: string | null;
  @ApiProperty({ type: ProblemDto, nullable: true })
  problem: ProblemDto | null;
}

/** Proof that the platform's list of a day and ours are the same. */
export class CertificateDto {
  @ApiProperty()
  day: string;
  @ApiProperty({ enum: ['orders', 'after_sales', 'gift_after_sales'] })
  kind: string;
  @ApiProperty({ description: "Ids on the platform's side and on ours." })
  platformCount: number;
  @ApiProperty()
  ownCount: number;
  @ApiProperty({
    type: [String],
    description: 'Ids that only the platform had, and that only we had, at the last check.',
  })
  missing: string[];
  @ApiProperty({ type: [String] })
  surplus: string[];
  @ApiProperty({ description: 'How many were read again because of differences.' })
  repaired: number;
  @ApiProperty({ enum: ['equal', 'repairing', 'different'] })
  state: string;
  @ApiProperty()
  checkedAt: string;
}

/** A certificate with its signature, for whoever wants to check it by himself. */
export class SignedCertificateDto {
  @ApiProperty({ description: 'What is signed: UTF-8 JSON, to be checked byte for byte.' })
  text: string;
  @ApiProperty({ description: 'Ed25519 over the text, base64.' })
  signature: string;
  @ApiProperty({ description: "The installation's name of the key." })
  keyId: string;
  @ApiProperty({ description: 'The public key: SubjectPublicKeyInfo, base64.' })
  publicKey: string;
}

export class StoreDetailDto extends StoreDto {
  @ApiProperty({ type: () => [PermissionSetDto] })
  permissionSets: PermissionSetDto[];
  @ApiProperty({ description: "Where the platform must send this store's messages." })
  callbackUrl: string;
  @ApiProperty({ type: String, nullable: true })
  lastPushAt: string | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: "Seconds between a push's arrival and its effect, over the last hour's pushes; null without any.",
  })
  lagSeconds: number | null;
  @ApiProperty({ description: 'Pushes whose effect is still to come; at most 1,000 are counted.' })
  waitingPushes: number;
  @ApiProperty({ type: () => [SyncStateDto] })
  sync: SyncStateDto[];
  @ApiProperty({ type: () => [CertificateDto] })
  certificates: CertificateDto[];
  @ApiProperty({ type: BackfillDto, nullable: true })
  backfill: BackfillDto | null;
}

/** A shop that authorised the provider and belongs to no merchant here yet. */
export class UnclaimedShopDto {
  @ApiProperty()
  appid: string;
  @ApiProperty({ type: String, nullable: true })
  nickname: string | null;
  @ApiProperty({ type: [Number] })
  permissionSets: number[];
  @ApiProperty()
  authorizedAt: string;
}
export class UnclaimedShopListDto {
  @ApiProperty({ type: () => [UnclaimedShopDto] })
  items: UnclaimedShopDto[];
}

export class ScopeOptionDto {
  @ApiProperty()
  merchantId: string;
  @ApiProperty()
  merchantName: string;
  @ApiProperty({ type: String, nullable: true })
  storeId: string | null;
  @ApiProperty({ type: String, nullable: true })
  storeName: string | null;
}
export class ScopeOptionListDto {
  @ApiProperty({ type: () => [ScopeOptionDto] })
  items: ScopeOptionDto[];
}
/** What a scope is called and what holds for all of it. */
export class ScopeFactsDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null for a scope over several merchants.' })
  merchantId: string | null;
  @ApiProperty({ type: String, nullable: true })
  merchantName: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Null for a scope over several stores.' })
  storeId: string | null;
  @ApiProperty({ type: String, nullable: true })
  storeName: string | null;
  @ApiProperty({ description: 'The zone that the stores share, else Asia/Shanghai.' })
  timeZone: string;
  @ApiProperty()
  hasStores: boolean;
}
export class ScopeSearchDto extends ScopeQuery {
  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  search?: string;
}
