import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type CurrentUser, User } from '@zhanggui/platform';
import { ChangeViewDto, SavedViewDto, SavedViewListDto, SaveViewDto, ViewPageQuery } from './saved-view.dto';
import { SavedViewsService } from './saved-views.service';

const Id = () => Param('viewId', new ParseUUIDPipe());

@ApiTags('views')
@Controller('api/v1/views')
export class SavedViewsController {
  constructor(private readonly views: SavedViewsService) {}

  /** The person's own views of a page, then those that colleagues share. */
  @ApiOkResponse({ type: SavedViewListDto })
  @Get()
  async list(@User() user: CurrentUser, @Query() query: ViewPageQuery): Promise<SavedViewListDto> {
    return { items: await this.views.list(user, query.page) };
  }

  @ApiCreatedResponse({ type: SavedViewDto })
  @Post()
  save(@User() user: CurrentUser, @Body() body: SaveViewDto): Promise<SavedViewDto> {
    return this.views.save(user, body);
  }

  @ApiOkResponse({ type: SavedViewDto })
  @Patch(':viewId')
  change(@User() user: CurrentUser, @Id() viewId: string, @Body() body: ChangeViewDto): Promise<SavedViewDto> {
    return this.views.change(user, viewId, body);
  }

  @Delete(':viewId')
  @HttpCode(204)
  remove(@User() user: CurrentUser, @Id() viewId: string): Promise<void> {
    return this.views.remove(user, viewId);
  }

  /** Makes an own copy of an own or shared view, under the next free name. */
  @ApiCreatedResponse({ type: SavedViewDto })
  @Post(':viewId/duplicate')
  duplicate(@User() user: CurrentUser, @Id() viewId: string): Promise<SavedViewDto> {
    return this.views.duplicate(user, viewId);
  }
}
