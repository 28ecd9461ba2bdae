import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { Permission, Role } from '@zhanggui/contracts';
import type { ReadContext, TenantContext } from '../tenancy';

export const PUBLIC_ROUTE = 'zhanggui:public';
export const PERMISSION = 'zhanggui:permission';

/** A route that needs no sign-in. Every other route does, by default. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

/** A route that needs this permission; a signed-in route without one is for everybody signed in. */
export const Can = (permission: Permission) => SetMetadata(PERMISSION, permission);

/** The signed-in person, as the session guard found it. */
export interface CurrentUser {
  readonly id: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly locale: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly merchantId: string | null;
  /** Grants of a person with a selected scope; storeId null means the whole merchant. */
  readonly grants: 'all' | readonly { readonly merchantId: string; readonly storeId: string | null }[];
}

/** What the guards attach to a request. */
export interface SignedInRequest {
  readonly id: string;
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
