import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@zhanggui/platform';
import { CallbackRefused } from '@zhanggui/wechat';
import { type CallbackQuery, CallbacksService } from './callbacks.service';

interface Reply {
  status(code: number): Reply;
}

const APP_ID = /^[A-Za-z0-9_-]{4,64}$/;

/** The two addresses that the platform pushes to. They answer plain text and never a 5xx for what a stranger sends. */
@Public()
@ApiExcludeController()
@Controller('wechat')
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksService) {}

  @Get('component')
  @Header('content-type', 'text/plain; charset=utf-8')
  verifyComponent(@Query() query: CallbackQuery, @Res({ passthrough: true }) reply: Reply): string {
    return this.answerEcho(this.callbacks.verifyComponentUrl(onlyTexts(query)), reply);
  }

  @Get('apps/:appid')
  @Header('content-type', 'text/plain; charset=utf-8')
  async verifyApp(
    @Param('appid') appId: string,
    @Query() query: CallbackQuery,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return this.answerEcho(
      APP_ID.test(appId) ? await this.callbacks.verifyAppUrl(appId, onlyTexts(query)) : undefined,
      reply,
    );
  }

  @Post('component')
  @HttpCode(200)
  @Header('content-type', 'text/plain; charset=utf-8')
  receiveForComponent(
    @Query() query: CallbackQuery,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return this.answer(reply, () => this.callbacks.receiveForComponent(query, asText(body)));
  }

  @Post('apps/:appid')
  @HttpCode(200)
  @Header('content-type', 'text/plain; charset=utf-8')
  receiveForApp(
    @Param('appid') appId: string,
    @Query() query: CallbackQuery,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return this.answer(reply, () => {
      if (!APP_ID.test(appId)) throw new CallbackRefused('malformed');
      return this.callbacks.receiveForApp(appId, query, asText(body));
    });
  }

  private answerEcho(echo: string | undefined, reply: Reply): string {
    if (echo !== undefined) return echo;
    this.callbacks.countRefusal('bad_signature');
    reply.status(403);
    return 'refused';
  }

  private async answer(reply: Reply, receive: () => Promise<void>): Promise<string> {
    try {
      await receive();
      return 'success';
    } catch (error) {
      if (!(error instanceof CallbackRefused)) throw error;
      this.callbacks.countRefusal(error.reason);
      reply.status(error.reason === 'malformed' ? 400 : 403);
      return 'refused';
    }
  }
}

/** A parameter given twice comes as a list; the platform gives each once. */
const onlyTexts = (query: CallbackQuery): CallbackQuery =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => typeof value === 'string'));

/** The api hands these bodies over as text, whatever type the sender names. */
function asText(body: unknown): string {
  if (typeof body === 'string') return body;
  throw new CallbackRefused('malformed');
}
