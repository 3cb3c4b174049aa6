import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { PASSKEY_LIST } from '../features/factors/passkeys';
import { MEMORY_LIST } from '../features/memories/memories';
import { MODEL_LIST } from '../features/models/models';
import { PROJECT_LIST } from '../features/projects/projects';
import { readSearch } from '../features/search/searchRequest';
import { DECISION_LIST } from '../features/security/decisions';
import { EVENT_LIST } from '../features/security/events';
import { TODO_LIST } from '../features/todos/todos';
import { TOKEN_LIST } from '../features/tokens/tokens';
import { parseSearch, stringifySearch } from '../lib/address';
import { ErrorPage } from '../ui/ErrorPage';
import { readListAddress } from '../ui/list/useListRequest';
import { adminRoutes } from './adminRoutes';
import { appRoute, publicRoutes, rootRoute } from './entry';
import { NewChatPage } from './NewChatPage';
import { createQueryClient } from './queryClient';
import { SplashPage } from './SplashPage';

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

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./settings/AccountPage'), 'AccountPage'),
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
  validateSearch: readListAddress(PASSKEY_LIST),
  component: lazyRouteComponent(() => import('./settings/SecuritySettingsPage'), 'SecuritySettingsPage'),
});

const devicesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/devices',
  component: lazyRouteComponent(() => import('./settings/DevicesPage'), 'DevicesPage'),
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/tokens',
  validateSearch: readListAddress(TOKEN_LIST),
  component: lazyRouteComponent(() => import('./settings/TokensPage'), 'TokensPage'),
});

const historyRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/history',
  validateSearch: readListAddress(EVENT_LIST),
  component: lazyRouteComponent(() => import('./settings/HistoryPage'), 'HistoryPage'),
});

const ownDecisionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/history/decisions',
  validateSearch: readListAddress(DECISION_LIST),
  component: lazyRouteComponent(() => import('./settings/HistoryPage'), 'OwnDecisionsPage'),
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
    publicRoutes,
    appRoute.addChildren([
      newChatRoute,
      threadRoute,
      searchRoute,
      archiveRoute,
      binRoute,
      todosRoute,
      memoriesRoute,
      projectsRoute,
      settingsRoute.addChildren([ownSettingsRoute, accountRoute, securitySettingsRoute, devicesRoute, tokensRoute, historyRoute, ownDecisionsRoute, modelSettingsRoute]),
      adminRoutes,
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
