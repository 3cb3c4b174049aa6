import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { authStatusQuery, currentUserQuery } from '../features/auth/queries';
import { tokenIn } from '../lib/useHashToken';
import { ErrorPage } from '../ui/ErrorPage';
import { AppLayout } from './AppLayout';
import { NotFoundPage } from './NotFoundPage';
import { PublicLayout } from './PublicLayout';
import { RegisterPage } from './RegisterPage';
import { SetupPage } from './SetupPage';
import { SignInPage } from './SignInPage';

// The root of all pages, those before anybody is signed in, and what stands around the others.

interface RouterContext {
  queryClient: QueryClient;
}

const PUBLIC_PATHS = new Set(['/setup', '/sign-in', '/register', '/verify-email', '/forgot-password', '/reset-password', '/closed']);
const isPublic = (path: string) => PUBLIC_PATHS.has(path) || path.startsWith('/s/');

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  beforeLoad: async ({ context, location }) => {
    // Not one after the other: on a phone every round trip before the first paint is felt.
    if (!isPublic(location.pathname)) void context.queryClient.prefetchQuery(currentUserQuery);
    const status = await context.queryClient.ensureQueryData(authStatusQuery);
    if (!status.has_owner && location.pathname !== '/setup') throw redirect({ to: '/setup', replace: true });
    return { authStatus: status };
  },
  component: Outlet,
  notFoundComponent: () => (
    <PublicLayout>
      <NotFoundPage />
    </PublicLayout>
  ),
  errorComponent: (props) => (
    <PublicLayout>
      <ErrorPage {...props} />
    </PublicLayout>
  ),
});

const publicRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'public',
  component: () => (
    <PublicLayout>
      <Outlet />
    </PublicLayout>
  ),
});

const setupRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/setup',
  beforeLoad: ({ context }) => {
    if (context.authStatus.has_owner) throw redirect({ to: '/', replace: true });
  },
  component: SetupPage,
});

/** Where to go after signing in. Only a path of this application: anything else would send people away. */
function readNext({ next }: Record<string, unknown>): { next?: string | undefined } {
  // Browsers read a backslash as a slash, and skip tabs and line ends wherever they stand.
  const isOurs = typeof next === 'string' && /^\/(?![/\\])[^\t\n\r]*$/.test(next);
  // Said outright: what is left out here would come from the address as it is.
  return { next: isOurs ? next : undefined };
}

const signInRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-in',
  validateSearch: readNext,
  component: SignInPage,
});

const registerRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/register',
  beforeLoad: ({ context, location }) => {
    // Who is invited comes in where it is closed.
    if (!context.authStatus.registration_open && !tokenIn(location.hash)) throw redirect({ to: '/sign-in', replace: true });
  },
  component: RegisterPage,
});

// The addresses that mails name.
const verifyEmailRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/verify-email',
  component: lazyRouteComponent(() => import('./VerifyEmailPage'), 'VerifyEmailPage'),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./ForgotPasswordPage'), 'ForgotPasswordPage'),
});

const resetPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./ResetPasswordPage'), 'ResetPasswordPage'),
});

const closedRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/closed',
  component: lazyRouteComponent(() => import('./ClosedPage'), 'ClosedPage'),
});

export const publicRoutes = publicRoute.addChildren([setupRoute, signInRoute, registerRoute, verifyEmailRoute, forgotPasswordRoute, resetPasswordRoute, closedRoute]);

export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const user = await context.queryClient.ensureQueryData(currentUserQuery);
    if (!user) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href }, replace: true });
    return { user };
  },
  component: AppLayout,
});
