import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type CurrentUser, type ReadContext, Scope, User } from '@zhanggui/platform';
import { OrderCountsDto, OrderDetailDto, OrderListDto, OrderListQuery, OrderNoteDto } from './dto/order.dto';
import { OrderCounts } from './order-counts';
import { OrdersService } from './orders.service';

@ApiTags('orders')
@Controller('api/v1/orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly counts: OrderCounts,
  ) {}

  /** Orders of the scope, newest first. With `platformOrderId` each item is a whole order, as `/orders/{orderId}` answers it. */
  @ApiOkResponse({ type: OrderListDto })
  @Get()
  @Can('order.read')
  list(@Scope() scope: ReadContext, @User() user: CurrentUser, @Query() query: OrderListQuery): Promise<OrderListDto> {
    return this.orders.list(scope, user, query);
  }

  /** How many orders each tab of the list holds, up to a cap. */
  @ApiOkResponse({ type: OrderCountsDto })
  @Get('counts')
  @Can('order.read')
  byView(@Scope() scope: ReadContext): Promise<OrderCountsDto> {
    return this.counts.byView(scope);
  }

  /** Reads the order from the platform again. */
  @Post(':orderId/read-again')
  @Can('work.restart')
  @HttpCode(202)
  readAgain(
    @Scope() scope: ReadContext,
    @User() user: CurrentUser,
    @Param('orderId', new ParseUUIDPipe()) orderId: string,
  ): Promise<void> {
    return this.orders.readAgain(scope, user, orderId);
  }

  /** Writes a note for colleagues into the order's timeline. The platform and the buyer never see it. */
  @Post(':orderId/notes')
  @Can('order.note')
  @HttpCode(204)
  note(
    @Scope() scope: ReadContext,
    @User() user: CurrentUser,
    @Param('orderId', new ParseUUIDPipe()) orderId: string,
    @Body() body: OrderNoteDto,
  ): Promise<void> {
    return this.orders.note(scope, user, orderId, body.text);
  }

  @ApiOkResponse({ type: OrderDetailDto })
  @Get(':orderId')
  @Can('order.read')
  read(
    @Scope() scope: ReadContext,
    @User() user: CurrentUser,
    @Param('orderId', new ParseUUIDPipe()) orderId: string,
  ): Promise<OrderDetailDto> {
    return this.orders.read(scope, user, orderId);
  }
}
