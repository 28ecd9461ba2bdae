import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { Assignment, Permission, Role } from '@zhanggui/contracts';
import type { Actor, ReadContext, TenantContext } from '../tenancy';

export const PUBLIC_ROUTE = 'zhanggui:public';
export const PERMISSION = 'zhanggui:permission';

/** A route that needs no sign-in. Every other route does, by default. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

/** A route that needs this permission; a signed-in route without one is for everybody signed in. */
export const Can = (permission: Permission) => SetMetadata(PERMISSION, permission);

export const SENSITIVE = 'zhanggui:sensitive';
export const SIGN_IN_ONLY = 'zhanggui:sign-in-only';

/** A sensitive act: the person must have shown within the last minutes that it is they. */
export const Sensitive = () => SetMetadata(SENSITIVE, 'always');

/** An act that is sensitive or not by what is asked: its service says so, with `mustConfirm`. */
export const SensitiveSometimes = () => SetMetadata(SENSITIVE, 'sometimes');

/** A route for people who are signed in, closed to API keys. */
export const SignInOnly = () => SetMetadata(SIGN_IN_ONLY, true);

/** Support access to a merchant that is open now. */
export interface OpenSupport {
  readonly id: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly reason: string;
  readonly expiresAt: Date;
}

/** The person behind a request, as the session guard found it. Rights and scope are those of this request. */
export interface CurrentUser extends Assignment {
  readonly id: string;
  /** Empty behind an API key. */
  readonly sessionId: string;
  readonly apiKeyId?: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Name of a role of one's own. */
  readonly roleName: string | null;
  readonly locale: string;
  readonly providerId: string;
  readonly providerName: string;
  /** When the person last showed that it is they. */
  readonly confirmedAt: Date | null;
  readonly secondFactor: boolean;
  /** Merchants that may be entered by support access. */
  readonly openSupport: readonly OpenSupport[];
  /** Set when this request is inside a merchant by support access. */
  readonly support?: OpenSupport;
  readonly actor: Actor;
  readonly requestId?: string;
}

/** What the guards attach to a request. */
export interface SignedInRequest {
  readonly id: string;
  readonly method: string;
  readonly routeOptions: { readonly url?: string };
  readonly params: Record<string, string | undefined>;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly query: Record<string, string | undefined>;
  readonly body: unknown;
  readonly cookies: Record<string, string | undefined>;
  readonly ip: string;
  user?: CurrentUser;
  scope?: ReadContext;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<SignedInRequest>();

export const User = createParamDecorator((_: unknown, context: ExecutionContext): CurrentUser => {
  const { user } = requestOf(context);
  if (!user) throw new Error('@User() on a public route');
  return user;
});

/** Puts the query's choice of a scope into the description of the route. */
function describeScope(target: object, method: string | symbol | undefined): void {
  if (method === undefined) return;
  const route = Object.getOwnPropertyDescriptor(target, method);
  if (!route) return;
  const parameter = { required: false, schema: { type: 'string', format: 'uuid' } } as const;
  ApiQuery({
    name: 'merchantId',
    ...parameter,
    description: 'Only this merchant. Without it: everything that the person may see.',
  })(target, method, route);
  ApiQuery({
    name: 'storeId',
    ...parameter,
    description: "Only this store; a provider's staff name its merchant too.",
  })(target, method, route);
}

/**
 * What the person looks at: one merchant, or a provider's merchants. Chosen by `merchantId` and `storeId` of the query,
 * which the API's description names on every route that has a scope.
 */
export const Scope = createParamDecorator(
  (_: unknown, context: ExecutionContext): ReadContext => {
    const { scope } = requestOf(context);
    if (!scope) throw new Error('@Scope() on a public route');
    return scope;
  },
  [describeScope],
);

export type { ReadContext, TenantContext };
