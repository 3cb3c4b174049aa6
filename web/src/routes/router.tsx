import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { authStatusQuery, currentUserQuery } from '../features/auth/queries';
import { TABLE_LIST } from '../features/data/tables';
import { MEMORY_LIST } from '../features/memories/memories';
import { MODEL_LIST } from '../features/models/models';
import { PEOPLE_LIST } from '../features/people/people';
import { PROJECT_LIST } from '../features/projects/projects';
import { readSearch } from '../features/search/searchRequest';
import { DECISION_LIST } from '../features/security/decisions';
import { EVENT_LIST } from '../features/security/events';
import { TODO_LIST } from '../features/todos/todos';
import { parseSearch, stringifySearch } from '../lib/address';
import { ErrorPage } from '../ui/ErrorPage';
import { readListAddress } from '../ui/list/useListRequest';
import { AppLayout } from './AppLayout';
import { NewChatPage } from './NewChatPage';
import { NotFoundPage } from './NotFoundPage';
import { PublicLayout } from './PublicLayout';
import { createQueryClient } from './queryClient';
import { RegisterPage } from './RegisterPage';
import { SetupPage } from './SetupPage';
import { SignInPage } from './SignInPage';
import { SplashPage } from './SplashPage';

interface RouterContext {
  queryClient: QueryClient;
}

const PUBLIC_PATHS = new Set(['/setup', '/sign-in', '/register']);
const isPublic = (path: string) => PUBLIC_PATHS.has(path) || path.startsWith('/s/');

const rootRoute = createRootRouteWithContext<RouterContext>()({
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
  beforeLoad: ({ context }) => {
    if (!context.authStatus.registration_open) throw redirect({ to: '/sign-in', replace: true });
  },
  component: RegisterPage,
});

const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const user = await context.queryClient.ensureQueryData(currentUserQuery);
    if (!user) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href }, replace: true });
    return { user };
  },
  component: AppLayout,
});

const newChatRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  // Whether the chat that begins here is to go by itself.
  validateSearch: ({ temporary }: Record<string, unknown>): { temporary?: true | undefined } => ({
    temporary: temporary === true ? true : undefined,
  }),
  component: NewChatPage,
});

const importThreadPage = () => import('./ThreadPage');
// Fetched beside the first requests: it must neither delay the first paint nor be waited for after it.
importThreadPage().catch(() => undefined);

/** Which message to show instead of the end. */
function readMessage({ message }: Record<string, unknown>): { message?: string | undefined } {
  return { message: typeof message === 'string' ? message : undefined };
}

const threadRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/threads/$threadId',
  validateSearch: readMessage,
  component: lazyRouteComponent(importThreadPage, 'ThreadPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./SettingsPage'), 'SettingsPage'),
});

const ownSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./settings/OwnSettingsPage'), 'OwnSettingsPage'),
});

const modelSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/models',
  validateSearch: readListAddress(MODEL_LIST),
  component: lazyRouteComponent(() => import('./settings/ModelSettingsPage'), 'ModelSettingsPage'),
});

const securitySettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/security',
  validateSearch: readListAddress(EVENT_LIST),
  component: lazyRouteComponent(() => import('./settings/SecuritySettingsPage'), 'SecuritySettingsPage'),
});

const adminRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/admin',
  component: lazyRouteComponent(() => import('./AdminPage'), 'AdminPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  validateSearch: readListAddress(PEOPLE_LIST),
  component: lazyRouteComponent(() => import('./admin/PeoplePage'), 'PeoplePage'),
});

const rolesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/roles',
  component: lazyRouteComponent(() => import('./admin/RolesPage'), 'RolesPage'),
});

const eventsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/events',
  validateSearch: readListAddress(EVENT_LIST),
  component: lazyRouteComponent(() => import('./admin/EventsPage'), 'EventsPage'),
});

const decisionsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/decisions',
  validateSearch: readListAddress(DECISION_LIST),
  component: lazyRouteComponent(() => import('./admin/DecisionsPage'), 'DecisionsPage'),
});

const serverRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/server',
  component: lazyRouteComponent(() => import('./admin/ServerPage'), 'ServerPage'),
});

const dataRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/data',
  validateSearch: readListAddress(TABLE_LIST),
  component: lazyRouteComponent(() => import('./admin/DataPage'), 'DataPage'),
});

const todosRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/todos',
  validateSearch: readListAddress(TODO_LIST),
  component: lazyRouteComponent(() => import('./TodosPage'), 'TodosPage'),
});

const memoriesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/memories',
  validateSearch: readListAddress(MEMORY_LIST),
  component: lazyRouteComponent(() => import('./MemoriesPage'), 'MemoriesPage'),
});

const projectsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/projects',
  validateSearch: readListAddress(PROJECT_LIST),
  component: lazyRouteComponent(() => import('./ProjectsPage'), 'ProjectsPage'),
});

const searchRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/search',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./SearchPage'), 'SearchPage'),
});

const archiveRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/archive',
  component: lazyRouteComponent(() => import('./ArchivePage'), 'ArchivePage'),
});

const binRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/bin',
  component: lazyRouteComponent(() => import('./BinPage'), 'BinPage'),
});

const sharedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/s/$token',
  component: lazyRouteComponent(() => import('./SharedPage'), 'SharedPage'),
});

export const queryClient = createQueryClient(() => void router.invalidate());

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    publicRoute.addChildren([setupRoute, signInRoute, registerRoute]),
    appRoute.addChildren([
      newChatRoute,
      threadRoute,
      searchRoute,
      archiveRoute,
      binRoute,
      todosRoute,
      memoriesRoute,
      projectsRoute,
      settingsRoute.addChildren([ownSettingsRoute, securitySettingsRoute, modelSettingsRoute]),
      adminRoute.addChildren([peopleRoute, rolesRoute, eventsRoute, decisionsRoute, serverRoute, dataRoute]),
    ]),
    sharedRoute,
  ]),
  context: { queryClient },
  parseSearch,
  stringifySearch,
  defaultErrorComponent: ErrorPage,
  defaultPendingComponent: SplashPage,
  defaultPendingMs: 300,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
