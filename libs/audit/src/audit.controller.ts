import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type ReadContext, Scope } from '@zhanggui/platform';
import { AuditService } from './audit.service';
import { AuditListDto, AuditQuery } from './dto/audit.dto';

@ApiTags('audit')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  /** Who did what within the scope, newest first. */
  @ApiOkResponse({ type: AuditListDto })
  @Get()
  @Can('audit.read')
  list(@Scope() scope: ReadContext, @Query() query: AuditQuery): Promise<AuditListDto> {
    return this.audit.list(scope, query);
  }
}
