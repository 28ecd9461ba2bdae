import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type ReadContext, Scope } from '@zhanggui/platform';
import { OverviewDto, OverviewQuery } from './dto/overview.dto';
import { OverviewService } from './overview.service';

@ApiTags('reports')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(private readonly overview: OverviewService) {}

  /** Figures of a period against the one before, and the work that waits. */
  @ApiOkResponse({ type: OverviewDto })
  @Get('overview')
  @Can('report.read')
  read(@Scope() scope: ReadContext, @Query() query: OverviewQuery): Promise<OverviewDto> {
    return this.overview.read(scope, query);
  }
}
