import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
  useRouter,
} from '@tanstack/react-router';
import { ApiError } from '@zhanggui/api-client';
import { BlockSkeleton, EmptyState, ErrorState } from '@zhanggui/ui';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { parseAuditSearch } from './features/audit/audit.search';
import { parseOrderSearch, parseTimelineSearch } from './features/orders/orders.search';
import { parseOverviewSearch } from './features/overview/overview.search';
import { parsePeopleSearch } from './features/people/people.search';
import { parseSignInSearch } from './features/sign-in/sign-in.search';
import { parseHealthSearch, parseStoreSearch, parseStoresSearch } from './features/stores/stores.search';
import { parseWorkSearch } from './features/work/work.search';
import { queryClient, whenSignedOut } from './shared/api';
import { problemWords } from './shared/problem-words';
import { parseScopeSearch, parseSearch, stringifySearch } from './shared/search';
import { userQuery } from './shared/session';
import { places } from './shell/navigation';
import { Shell } from './shell/shell';

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  component: lazyRouteComponent(() => import('./features/sign-in/sign-in.page'), 'SignInPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./features/sign-in/invitation.page'), 'InvitationPage'),
});

/** Every page but the sign-in: the person is known, and the scope stands in the URL. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  validateSearch: parseScopeSearch,
  search: { middlewares: [retainSearchParams(['merchant', 'store'])] },
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(userQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
      throw error;
    }
  },
  component: Shell,
  pendingComponent: Starting,
  errorComponent: Broken,
});

const startRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  beforeLoad: async ({ search }) => {
    const { permissions } = await queryClient.ensureQueryData(userQuery);
    const first = places.find(({ permission }) => permissions.includes(permission))?.key ?? 'account';
    throw redirect({ to: `/${first}`, search: { ...search } });
  },
});

const overviewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/overview',
  validateSearch: parseOverviewSearch,
  component: lazyRouteComponent(() => import('./features/overview/overview.page'), 'OverviewPage'),
});

const ordersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/orders',
  validateSearch: parseOrderSearch,
  component: lazyRouteComponent(() => import('./features/orders/orders.page'), 'OrdersPage'),
});

const orderRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/orders/$orderId',
  validateSearch: parseTimelineSearch,
  component: lazyRouteComponent(() => import('./features/orders/order.page'), 'OrderPage'),
});

const storesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/stores',
  validateSearch: parseStoresSearch,
  component: lazyRouteComponent(() => import('./features/stores/stores.page'), 'StoresPage'),
});

const connectStoreRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/stores/connect',
  component: lazyRouteComponent(() => import('./features/stores/connect-store.page'), 'ConnectStorePage'),
});

const storesHealthRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/stores/health',
  validateSearch: parseHealthSearch,
  component: lazyRouteComponent(() => import('./features/stores/health.page'), 'StoresHealthPage'),
});

const storeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/stores/$storeId',
  validateSearch: parseStoreSearch,
  component: lazyRouteComponent(() => import('./features/stores/store.page'), 'StorePage'),
});

const workRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/work',
  validateSearch: parseWorkSearch,
  component: lazyRouteComponent(() => import('./features/work/work.page'), 'WorkPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/people',
  validateSearch: parsePeopleSearch,
  component: lazyRouteComponent(() => import('./features/people/people.page'), 'PeoplePage'),
});

const keysRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/keys',
  component: lazyRouteComponent(() => import('./features/keys/keys.page'), 'KeysPage'),
});

const supportRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/support',
  component: lazyRouteComponent(() => import('./features/support/support.page'), 'SupportPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(() => import('./features/audit/audit.page'), 'AuditPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/account.page'), 'AccountPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    invitationRoute,
    appRoute.addChildren([
      startRoute,
      overviewRoute,
      ordersRoute,
      orderRoute,
      storesRoute,
      connectStoreRoute,
      storesHealthRoute,
      storeRoute,
      workRoute,
      peopleRoute,
      keysRoute,
      supportRoute,
      auditRoute,
      accountRoute,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: false,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

whenSignedOut(() => {
  // Not signed in at all is the routes' own business; here a session ended under an open page.
  if (queryClient.getQueryData(userQuery.queryKey) === undefined) return;
  queryClient.removeQueries({ queryKey: userQuery.queryKey });
  const { href } = router.state.location;
  void router.navigate({ to: '/sign-in', search: { to: href } }).then(() => queryClient.clear());
});

function Starting() {
  return <BlockSkeleton height={48} />;
}

function Broken({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t, i18n } = useTranslation();
  const router = useRouter();
  const words =
    error instanceof ApiError
      ? problemWords(error, t, i18n.language)
      : { title: t('problem.screenTitle'), remedy: t('problem.screenRemedy'), requestId: undefined };
  return (
    <ErrorState
      {...words}
      onRetry={() => {
        reset?.();
        void router.invalidate();
      }}
    />
  );
}

function NoSuchPage() {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <EmptyState
      title={t('common.notFoundTitle')}
      action={
        <Button type="primary" onClick={() => void router.navigate({ to: '/' })}>
          {t('common.toStart')}
        </Button>
      }
    >
      {t('common.notFoundText')}
    </EmptyState>
  );
}
