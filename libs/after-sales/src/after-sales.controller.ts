import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Can, type CurrentUser, type ReadContext, Scope, SensitiveSometimes, User } from '@zhanggui/platform';
import { AgreeToRefundDto } from './after-sales.dto';
import { RefundDecisions } from './refund-decisions';

@ApiTags('after-sales')
@Controller('api/v1/after-sales')
export class AfterSalesController {
  constructor(private readonly refunds: RefundDecisions) {}

  /**
   * Agrees to pay back what an after-sale asks for. The platform is told in the background; the order shows how far it is.
   * Large amounts need a person who showed lately that it is they.
   */
  @Post(':afterSaleId/refund')
  @Can('refund.agree')
  @SensitiveSometimes()
  @HttpCode(202)
  agree(
    @Scope() scope: ReadContext,
    @User() user: CurrentUser,
    @Param('afterSaleId', new ParseUUIDPipe()) afterSaleId: string,
    @Body() { amountFen }: AgreeToRefundDto,
  ): Promise<void> {
    return this.refunds.agree(scope, user, afterSaleId, amountFen);
  }
}
