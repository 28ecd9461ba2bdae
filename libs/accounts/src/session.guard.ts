import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { can, type Permission } from '@zhanggui/contracts';
import { Forbidden, isUuid, NotFound, PERMISSION, PUBLIC_ROUTE, type SignedInRequest } from '@zhanggui/platform';
import { NotSignedIn } from './accounts.errors';
import { MerchantsService } from './merchants.service';
import { contextFor } from './scope';
import { SessionsService } from './sessions.service';

export const sessionCookie = 'zhanggui_session';

/** Closed by default: every route needs a session unless it is public; then its permission; then a scope within the person's. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly merchants: MerchantsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) return true;
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const token = request.cookies[sessionCookie];
    const user = token ? await this.sessions.find(token) : undefined;
    if (!user) throw new NotSignedIn();
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(PERMISSION, targets);
    if (permission && !can(user.role, permission)) throw new Forbidden(permission);
    request.user = user;
    request.scope = await contextFor(
      user,
      { merchantId: asId(request.query['merchantId'], 'merchant'), storeId: asId(request.query['storeId'], 'store') },
      (providerId, merchantId) => this.merchants.belongsTo(providerId, merchantId),
      request.id,
    );
    return true;
  }
}

function asId(value: string | undefined, kind: string): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (!isUuid(value)) throw new NotFound(kind);
  return value;
}
