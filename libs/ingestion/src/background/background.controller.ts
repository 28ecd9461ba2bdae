import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type CurrentUser, type ReadContext, Scope, ScopedPageQuery, User } from '@zhanggui/platform';
import { requireTenant } from '@zhanggui/stores';
import { ReplayPush } from '../callbacks/replay-push';
import { BackgroundDto, KeptPushListDto, RestartedDto } from './background.dto';
import { BackgroundService } from './background.service';

@ApiTags('work')
@Controller('api/v1/work')
export class BackgroundController {
  constructor(
    private readonly background: BackgroundService,
    private readonly replayPush: ReplayPush,
  ) {}

  /** Queues and parked work of the scope. */
  @ApiOkResponse({ type: BackgroundDto })
  @Get()
  @Can('work.read')
  read(@Scope() scope: ReadContext, @Query() query: ScopedPageQuery): Promise<BackgroundDto> {
    return this.background.read(scope, query);
  }

  /** Pushes of one merchant that were authentic and not understood. */
  @ApiOkResponse({ type: KeptPushListDto })
  @Get('pushes')
  @Can('work.read')
  pushes(@Scope() scope: ReadContext, @Query() query: ScopedPageQuery): Promise<KeptPushListDto> {
    return this.background.keptPushes(requireTenant(scope), query);
  }

  /** Takes up a kept push again, for instance one of an event that a newer release understands. */
  @Post('pushes/:pushId/replay')
  @Can('work.restart')
  @HttpCode(202)
  replay(@Scope() scope: ReadContext, @Param('pushId', new ParseUUIDPipe()) id: string): Promise<void> {
    return this.replayPush.run(requireTenant(scope), id);
  }

  /** Starts all parked work of the scope again, merchant by merchant. */
  @ApiOkResponse({ type: RestartedDto })
  @Post('restart')
  @Can('work.restart')
  @HttpCode(200)
  async restartAll(@Scope() scope: ReadContext, @User() user: CurrentUser): Promise<RestartedDto> {
    return { restarted: await this.background.restartAll(scope, user) };
  }

  @Post(':workId/restart')
  @Can('work.restart')
  @HttpCode(204)
  restart(@Scope() scope: ReadContext, @Param('workId', new ParseUUIDPipe()) id: string): Promise<void> {
    return this.background.restart(requireTenant(scope), id);
  }
}
