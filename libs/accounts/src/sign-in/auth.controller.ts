import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { isProviderRole } from '@zhanggui/contracts';
import {
  CONFIG,
  type Configuration,
  type CurrentUser,
  Public,
  type ReadContext,
  Scope,
  Sensitive,
  type SignedInRequest,
  SignInOnly,
  User,
} from '@zhanggui/platform';
import { InvitationsService } from '../people/invitations.service';
import { AcceptInvitationDto, InvitationTokenDto, OpenInvitationDto } from '../people/people.dto';
import { supportIn } from '../scope';
import { AccountService } from './account.service';
import {
  ChangeEmailDto,
  ChangePasswordDto,
  CodeDto,
  ConfirmDto,
  RecoveryCodesDto,
  SecondFactorBeginDto,
  SecondFactorDto,
  SessionListDto,
  SignedInUserDto,
  SignInDto,
} from './auth.dto';
import { SecondFactorService } from './second-factor.service';
import { sessionCookie } from './session.guard';
import { type From, SessionsService } from './sessions.service';

interface CookieReply {
  setCookie(name: string, value: string, options: Record<string, unknown>): void;
  clearCookie(name: string, options: Record<string, unknown>): void;
}

/** Signing in and out, and a person's own account. */
@ApiTags('auth')
@SignInOnly()
@Controller('api/v1/auth')
export class AuthController {
  private readonly cookie: Record<string, unknown>;

  constructor(
    private readonly sessions: SessionsService,
    private readonly account: AccountService,
    private readonly secondFactor: SecondFactorService,
    private readonly invitations: InvitationsService,
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
    const signedIn = await this.sessions.signIn(body.email, body.password, body.code, fromOf(request));
    return this.welcome(signedIn, reply);
  }

  @Post('logout')
  @HttpCode(204)
  async logout(@User() user: CurrentUser, @Res({ passthrough: true }) reply: CookieReply): Promise<void> {
    await this.sessions.signOut(user);
    reply.clearCookie(sessionCookie, this.cookie);
  }

  /** Who is signed in, and what they may do in the scope asked for. */
  @ApiOkResponse({ type: SignedInUserDto })
  @Get('me')
  me(@User() user: CurrentUser, @Scope() _scope: ReadContext): SignedInUserDto {
    return toSignedInUser(user);
  }

  /** Shows that it is still they, with the code or the password; sensitive acts are open for ten minutes then. */
  @Post('confirm')
  @HttpCode(204)
  confirm(@User() user: CurrentUser, @Body() body: ConfirmDto): Promise<void> {
    return this.sessions.confirm(user, body);
  }

  @Post('password')
  @HttpCode(204)
  changePassword(@User() user: CurrentUser, @Body() body: ChangePasswordDto): Promise<void> {
    return this.account.changePassword(user, body.currentPassword, body.newPassword);
  }

  @Post('email')
  @Sensitive()
  @HttpCode(204)
  changeEmail(@User() user: CurrentUser, @Body() body: ChangeEmailDto): Promise<void> {
    return this.account.changeEmail(user, body.email);
  }

  @ApiOkResponse({ type: SessionListDto })
  @Get('sessions')
  async listSessions(@User() user: CurrentUser): Promise<SessionListDto> {
    const rows = await this.sessions.list(user);
    return {
      items: rows.map((row) => ({
        id: row.id,
        current: row.id === user.sessionId,
        createdAt: row.created_at.toISOString(),
        lastSeenAt: row.last_seen_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
        userAgent: row.user_agent,
        ip: row.ip,
      })),
    };
  }

  /** Ends every session of the person's but this one. */
  @Delete('sessions')
  @HttpCode(204)
  async revokeOthers(@User() user: CurrentUser): Promise<void> {
    await this.sessions.revoke(user, 'others');
  }

  @Delete('sessions/:sessionId')
  @HttpCode(204)
  async revoke(@User() user: CurrentUser, @Param('sessionId') sessionId: string): Promise<void> {
    await this.sessions.revoke(user, sessionId);
  }

  @ApiOkResponse({ type: SecondFactorDto })
  @Get('second-factor')
  async readSecondFactor(@User() user: CurrentUser): Promise<SecondFactorDto> {
    return { on: user.secondFactor, recoveryCodesLeft: await this.secondFactor.recoveryCodesLeft(user.id) };
  }

  /** Begins to set up one-time codes. */
  @ApiOkResponse({ type: SecondFactorBeginDto })
  @Post('second-factor')
  @Sensitive()
  @HttpCode(200)
  beginSecondFactor(@User() user: CurrentUser): Promise<SecondFactorBeginDto> {
    return this.secondFactor.begin(user);
  }

  /** Turns them on with a first code. */
  @ApiOkResponse({ type: RecoveryCodesDto })
  @Post('second-factor/confirm')
  @Sensitive()
  @HttpCode(200)
  async confirmSecondFactor(@User() user: CurrentUser, @Body() body: CodeDto): Promise<RecoveryCodesDto> {
    const codes = await this.secondFactor.confirm(user, body.code);
    this.sessions.forget(user.id);
    return { codes };
  }

  @ApiOkResponse({ type: RecoveryCodesDto })
  @Post('second-factor/recovery-codes')
  @Sensitive()
  @HttpCode(200)
  async renewRecoveryCodes(@User() user: CurrentUser): Promise<RecoveryCodesDto> {
    return { codes: await this.secondFactor.renewRecoveryCodes(user) };
  }

  @Delete('second-factor')
  @Sensitive()
  @HttpCode(204)
  async turnOffSecondFactor(@User() user: CurrentUser): Promise<void> {
    await this.secondFactor.turnOff(user);
    this.sessions.forget(user.id);
  }

  /** What an invitation offers to whoever has its link. */
  @Public()
  @ApiOkResponse({ type: OpenInvitationDto })
  @Post('invitation/open')
  @HttpCode(200)
  openInvitation(@Body() body: InvitationTokenDto, @Req() request: SignedInRequest): Promise<OpenInvitationDto> {
    return this.invitations.open(body.token, request.ip);
  }

  /** Accepts an invitation: the person is made and signed in. */
  @Public()
  @ApiOkResponse({ type: SignedInUserDto })
  @Post('invitation')
  @HttpCode(200)
  async acceptInvitation(
    @Body() body: AcceptInvitationDto,
    @Req() request: SignedInRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<SignedInUserDto> {
    return this.welcome(await this.invitations.accept(body, fromOf(request)), reply);
  }

  private welcome(
    { token, user, expiresAt }: Awaited<ReturnType<SessionsService['signIn']>>,
    reply: CookieReply,
  ): SignedInUserDto {
    reply.setCookie(sessionCookie, token, { ...this.cookie, expires: expiresAt });
    return toSignedInUser(user);
  }
}

function fromOf(request: SignedInRequest): From {
  const userAgent = request.headers['user-agent'];
  return { ip: request.ip, requestId: request.id, ...(typeof userAgent === 'string' ? { userAgent } : {}) };
}

const toSignedInUser = (user: CurrentUser): SignedInUserDto => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  roleName: user.roleName,
  locale: user.locale,
  isProvider: isProviderRole(user.role),
  providerName: user.providerName,
  merchantId: user.merchantId,
  permissions: [...user.permissions],
  secondFactor: user.secondFactor,
  openSupport: user.openSupport.map((open) => ({
    ...open,
    expiresAt: open.expiresAt.toISOString(),
    only: supportIn(user, open.merchantId) !== undefined,
  })),
});
