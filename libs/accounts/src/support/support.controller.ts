import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type CurrentUser, type ReadContext, Scope, SignInOnly, User } from '@zhanggui/platform';
import { MerchantListDto } from '../merchants/merchant.dto';
import { OpenSupportDto, SupportAccessDto, SupportListDto, SupportMerchantQuery } from './support.dto';
import { SupportService } from './support.service';

@ApiTags('support')
@SignInOnly()
@Controller('api/v1/support')
export class SupportController {
  constructor(private readonly support: SupportService) {}

  /** Who of the provider came into the merchants of the scope, why, and for how long. */
  @ApiOkResponse({ type: SupportListDto })
  @Get()
  @Can('support.read')
  async list(@User() user: CurrentUser, @Scope() scope: ReadContext): Promise<SupportListDto> {
    return { items: await this.support.list(user, scope) };
  }

  /** Merchants that may be entered. */
  @ApiOkResponse({ type: MerchantListDto })
  @Get('merchants')
  @Can('support.enter')
  async merchants(@User() user: CurrentUser, @Query() query: SupportMerchantQuery): Promise<MerchantListDto> {
    return { items: await this.support.merchants(user, query.search) };
  }

  /** Opens support access to a merchant. */
  @ApiCreatedResponse({ type: SupportAccessDto })
  @Post()
  @Can('support.enter')
  open(@User() user: CurrentUser, @Body() body: OpenSupportDto): Promise<SupportAccessDto> {
    return this.support.open(user, body);
  }

  /** Ends support access before its time. */
  @Post(':id/end')
  @Can('support.read')
  @HttpCode(204)
  end(@User() user: CurrentUser, @Param('id', new ParseUUIDPipe()) id: string): Promise<void> {
    return this.support.end(user, id);
  }
}
