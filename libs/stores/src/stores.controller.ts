import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Can,
  type CurrentUser,
  DomainError,
  type ReadContext,
  Scope,
  type TenantContext,
  User,
} from '@zhanggui/platform';
import { SignedCertificatesService } from './certificates/signed-certificates.service';
import {
  CertificatePath,
  CertifyDayDto,
  ConnectStoreDto,
  ScopeFactsDto,
  ScopeOptionListDto,
  ScopeSearchDto,
  SignedCertificateDto,
  StoreDetailDto,
  StoreDto,
  StoreListDto,
  StoreListQuery,
  UnclaimedShopListDto,
  UpdateStoreDto,
} from './dto/store.dto';
import { StoreHealthDto, StoreHealthListDto, StoreHealthQuery } from './dto/store-health.dto';
import { StoreDetailService } from './store-detail.service';
import { StoreHealthService } from './store-health.service';
import { StoresService } from './stores.service';

const Id = () => Param('storeId', new ParseUUIDPipe());

/** A single store is read and changed inside its merchant: the scope must name it. */
export function requireTenant(scope: ReadContext): TenantContext {
  if (scope.kind === 'tenant') return scope;
  throw new DomainError('SCOPE_NEEDED', 409);
}

@ApiTags('stores')
@Controller('api/v1/stores')
export class StoresController {
  constructor(
    private readonly stores: StoresService,
    private readonly detail: StoreDetailService,
    private readonly health: StoreHealthService,
    private readonly signed: SignedCertificatesService,
  ) {}

  @ApiCreatedResponse({ type: StoreDto })
  @Post()
  @Can('store.connect')
  connect(@User() user: CurrentUser, @Body() body: ConnectStoreDto): Promise<StoreDto> {
    return this.stores.connect(user, body);
  }

  @ApiOkResponse({ type: StoreListDto })
  @Get()
  @Can('store.read')
  list(@Scope() scope: ReadContext, @Query() query: StoreListQuery): Promise<StoreListDto> {
    return this.stores.list(scope, query);
  }

  /** Shops that authorised the provider and wait to be given to a merchant. */
  @ApiOkResponse({ type: UnclaimedShopListDto })
  @Get('unclaimed')
  @Can('merchant.create')
  async unclaimed(): Promise<UnclaimedShopListDto> {
    return { items: await this.stores.unclaimed() };
  }

  /** Names and zone of the scope: what a page that was opened by its address calls it. */
  @ApiOkResponse({ type: ScopeFactsDto })
  @Get('scope')
  scope(@Scope() scope: ReadContext): Promise<ScopeFactsDto> {
    return this.stores.scopeFacts(scope);
  }

  /** What the scope switcher offers: merchants and stores of the scope, by name. */
  @ApiOkResponse({ type: ScopeOptionListDto })
  @Get('scopes')
  async scopes(
    @User() user: CurrentUser,
    @Scope() scope: ReadContext,
    @Query() query: ScopeSearchDto,
  ): Promise<ScopeOptionListDto> {
    return { items: await this.stores.scopeOptions(user, scope, query.search) };
  }

  /** Whether the orders of each store arrive, the worst stores first. */
  @ApiOkResponse({ type: StoreHealthListDto })
  @Get('health')
  @Can('store.read')
  healthList(@Scope() scope: ReadContext, @Query() query: StoreHealthQuery): Promise<StoreHealthListDto> {
    return this.health.list(scope, query);
  }

  @ApiOkResponse({ type: StoreHealthDto })
  @Get(':storeId/health')
  @Can('store.read')
  readHealth(@Scope() scope: ReadContext, @Id() storeId: string): Promise<StoreHealthDto> {
    return this.health.read(scope, storeId);
  }

  @ApiOkResponse({ type: StoreDetailDto })
  @Get(':storeId')
  @Can('store.read')
  read(@Scope() scope: ReadContext, @Id() storeId: string): Promise<StoreDetailDto> {
    return this.detail.read(requireTenant(scope), storeId);
  }

  @ApiOkResponse({ type: StoreDto })
  @Patch(':storeId')
  @Can('store.manage')
  update(@Scope() scope: ReadContext, @Id() storeId: string, @Body() body: UpdateStoreDto): Promise<StoreDto> {
    return this.stores.update(requireTenant(scope), storeId, body);
  }

  /** Holds a day against the platform now; the certificate says what came of it. */
  @Post(':storeId/certificates')
  @Can('store.manage')
  @HttpCode(202)
  certify(@Scope() scope: ReadContext, @Id() storeId: string, @Body() body: CertifyDayDto): Promise<void> {
    return this.stores.certify(requireTenant(scope), storeId, body.day);
  }

  /** The certificate of a day with its signature, to be kept and checked elsewhere. */
  @ApiOkResponse({ type: SignedCertificateDto })
  @Get(':storeId/certificates/:kind/:day')
  @Can('store.read')
  signedCertificate(@Scope() scope: ReadContext, @Param() path: CertificatePath): Promise<SignedCertificateDto> {
    return this.signed.read(requireTenant(scope), path);
  }

  /** Reads the history again, or goes on where it was paused. */
  @Post(':storeId/backfill')
  @Can('store.manage')
  @HttpCode(204)
  runBackfill(@Scope() scope: ReadContext, @Id() storeId: string): Promise<void> {
    return this.stores.runBackfill(requireTenant(scope), storeId);
  }

  @Post(':storeId/backfill/pause')
  @Can('store.manage')
  @HttpCode(204)
  pauseBackfill(@Scope() scope: ReadContext, @Id() storeId: string): Promise<void> {
    return this.stores.pauseBackfill(requireTenant(scope), storeId);
  }
}
