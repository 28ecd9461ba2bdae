import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { isProviderRole, rolePermissions } from '@zhanggui/contracts';
import { CONFIG, type Configuration, type CurrentUser, Public, type SignedInRequest, User } from '@zhanggui/platform';
import { SignedInUserDto, SignInDto } from './dto/auth.dto';
import { sessionCookie } from './session.guard';
import { SessionsService } from './sessions.service';

interface CookieReply {
  setCookie(name: string, value: string, options: Record<string, unknown>): void;
  clearCookie(name: string, options: Record<string, unknown>): void;
}

@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  private readonly cookie: Record<string, unknown>;

  constructor(
    private readonly sessions: SessionsService,
    @Inject(CONFIG) config: Configuration,
  ) {
    this.cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: config.publicUrl.startsWith('https:') };
  }

  /** Signs in; the session comes as a cookie. */
  @Public()
  @ApiOkResponse({ type: SignedInUserDto })
  @Post('login')
  @HttpCode(200)
  async login(
    @Body() body: SignInDto,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<SignedInUserDto> {
    const userAgent = request.headers['user-agent'];
    const { token, user, expiresAt } = await this.sessions.signIn(body.email, body.password, {
      ip: request.ip,
      ...(typeof userAgent === 'string' ? { userAgent } : {}),
    });
    reply.setCookie(sessionCookie, token, { ...this.cookie, expires: expiresAt });
    return toSignedInUser(user);
  }

  @Post('logout')
  @HttpCode(204)
  async logout(@User() user: CurrentUser, @Res({ passthrough: true }) reply: CookieReply): Promise<void> {
    await this.sessions.signOut(user.sessionId);
    reply.clearCookie(sessionCookie, this.cookie);
  }

  /** Who is signed in, and what they may do. */
  @ApiOkResponse({ type: SignedInUserDto })
  @Get('me')
  me(@User() user: CurrentUser): SignedInUserDto {
    return toSignedInUser(user);
  }
}

const toSignedInUser = (user: CurrentUser): SignedInUserDto => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  locale: user.locale,
  isProvider: isProviderRole(user.role),
  providerName: user.providerName,
  merchantId: user.merchantId,
  permissions: [...rolePermissions[user.role]],
});
