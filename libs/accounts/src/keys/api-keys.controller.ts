import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type CurrentUser, type ReadContext, Scope, Sensitive, SignInOnly, User } from '@zhanggui/platform';
import { ApiKeyListDto, CreateApiKeyDto, NewApiKeyDto } from './api-keys.dto';
import { ApiKeysService } from './api-keys.service';

@ApiTags('keys')
@SignInOnly()
@Controller('api/v1/keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @ApiOkResponse({ type: ApiKeyListDto })
  @Get()
  @Can('key.manage')
  async list(@User() user: CurrentUser, @Scope() scope: ReadContext): Promise<ApiKeyListDto> {
    return { items: await this.keys.list(user, scope) };
  }

  /** Makes a key for machines, with a part of one's own rights. The answer holds it, this once. */
  @ApiCreatedResponse({ type: NewApiKeyDto })
  @Post()
  @Can('key.manage')
  @Sensitive()
  create(@User() user: CurrentUser, @Body() body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    return this.keys.create(user, body);
  }

  @Delete(':id')
  @Can('key.manage')
  @HttpCode(204)
  revoke(@User() user: CurrentUser, @Param('id', new ParseUUIDPipe()) id: string): Promise<void> {
    return this.keys.revoke(user, id);
  }
}
