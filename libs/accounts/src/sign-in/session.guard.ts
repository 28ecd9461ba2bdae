import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Permission, supportPermissions } from '@zhanggui/contracts';
import {
  Clock,
  type CurrentUser,
  Forbidden,
  isUuid,
  NotFound,
  PERMISSION,
  PUBLIC_ROUTE,
  SENSITIVE,
  SIGN_IN_ONLY,
  type SignedInRequest,
} from '@zhanggui/platform';
import { NotSignedIn, SignInOnlyRoute } from '../accounts.errors';
import { ApiKeysService } from '../keys/api-keys.service';
import { MerchantsService } from '../merchants/merchants.service';
import { contextFor, supportIn } from '../scope';
import { SupportService } from '../support/support.service';
import { mustConfirm } from './must-confirm';
import { RequestLimit } from './request-limit';
import { type From, SessionsService } from './sessions.service';

export const sessionCookie = 'zhanggui_session';

/**
 * Closed by default: every route needs a session or an API key unless it is public, and not too many requests of it; then
 * its permission; then a scope within the person's; and a sensitive one needs a person who showed lately that it is they.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    private readonly clock: Clock,
    private readonly requests: RequestLimit,
    private readonly sessions: SessionsService,
    private readonly keys: ApiKeysService,
    private readonly merchants: MerchantsService,
    private readonly support: SupportService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const marked = <T>(key: string) => this.reflector.getAllAndOverride<T | undefined>(key, targets);
    if (marked<boolean>(PUBLIC_ROUTE)) return true;
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const sensitivity = marked<'always' | 'sometimes'>(SENSITIVE);
    const choice = {
      merchantId: asId(request.query['merchantId'], 'merchant'),
      storeId: asId(request.query['storeId'], 'store'),
    };
    const user = await this.person(request, sensitivity !== undefined, choice.merchantId);
    await this.requests.count(user);
    if (user.apiKeyId && marked<boolean>(SIGN_IN_ONLY)) throw new SignInOnlyRoute();
    const permission = marked<Permission>(PERMISSION);
    if (permission && !user.permissions.includes(permission)) throw new Forbidden(permission);
    request.scope = await contextFor(user, choice, (providerId, merchantId) =>
      this.merchants.belongsTo(providerId, merchantId),
    );
    if (sensitivity === 'always') mustConfirm(user, this.clock.now());
    request.user = user;
    if (user.support)
      await this.support.viewed(
        user,
        user.support,
        `${request.method} ${request.routeOptions.url ?? ''}`,
        request.params,
      );
    return true;
  }

  private async person(request: SignedInRequest, fresh: boolean, merchantId: string | undefined): Promise<CurrentUser> {
    const userAgent = request.headers['user-agent'];
    const from: From = {
      ip: request.ip,
      requestId: request.id,
      ...(typeof userAgent === 'string' ? { userAgent } : {}),
    };
    const authorization = request.headers['authorization'];
    if (typeof authorization === 'string' && authorization.startsWith('Bearer ')) {
      const user = await this.keys.find(authorization, from);
      if (!user) throw new NotSignedIn();
      return user;
    }
    const token = request.cookies[sessionCookie];
    const user = token ? await this.sessions.find(token, from, fresh) : undefined;
    if (!user) throw new NotSignedIn();
    return insideMerchant(user, merchantId);
  }
}

/** A merchant outside the person's own scope that support access is open to: there they have support's rights, and no others. */
function insideMerchant(user: CurrentUser, merchantId: string | undefined): CurrentUser {
  const support = supportIn(user, merchantId);
  if (!support) return user;
  return {
    ...user,
    support,
    permissions: supportPermissions,
    grants: [{ merchantId: support.merchantId, storeId: null }],
    actor: { ...user.actor, supportAccessId: support.id },
  };
}

function asId(value: string | undefined, kind: string): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (!isUuid(value)) throw new NotFound(kind);
  return value;
}
