import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type CurrentUser, User } from '@zhanggui/platform';
import { CreateMerchantDto, MerchantDto, MerchantListDto, MerchantSearchDto } from './merchant.dto';
import { MerchantsService } from './merchants.service';

@ApiTags('merchants')
@Controller('api/v1/merchants')
export class MerchantsController {
  constructor(private readonly merchants: MerchantsService) {}

  @ApiCreatedResponse({ type: MerchantDto })
  @Post()
  @Can('merchant.create')
  create(@User() user: CurrentUser, @Body() body: CreateMerchantDto): Promise<MerchantDto> {
    return this.merchants.create(user, body.name);
  }

  /** Merchants within the person's scope, by name. */
  @ApiOkResponse({ type: MerchantListDto })
  @Get()
  @Can('store.read')
  async list(@User() user: CurrentUser, @Query() query: MerchantSearchDto): Promise<MerchantListDto> {
    return { items: await this.merchants.list(user, query.search, query.limit ?? 20) };
  }
}
