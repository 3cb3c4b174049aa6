import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { TABLE_LIST } from '../features/data/tables';
import { INVITATION_LIST } from '../features/invitations/invitations';
import { MAIL_LIST } from '../features/mails/mails';
import { MEMORY_LIST } from '../features/memories/memories';
import { MODEL_LIST } from '../features/models/models';
import { PEOPLE_LIST } from '../features/people/people';
import { ROLE_LIST } from '../features/people/roles';
import { PERMISSION_LIST } from '../features/permissions/permissions';
import { PROJECT_LIST } from '../features/projects/projects';
import { readSearch } from '../features/search/searchRequest';
import { DECISION_LIST } from '../features/security/decisions';
import { EVENT_LIST } from '../features/security/events';
import { TODO_LIST } from '../features/todos/todos';
import { parseSearch, stringifySearch } from '../lib/address';
import { ErrorPage } from '../ui/ErrorPage';
import { readListAddress } from '../ui/list/useListRequest';
import { appRoute, publicRoute, registerRoute, rootRoute, setupRoute, signInRoute } from './entry';
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

const personRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/people/$personId',
  validateSearch: readListAddress(EVENT_LIST),
  component: lazyRouteComponent(() => import('./admin/PersonPage'), 'PersonPage'),
});

const invitationsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/invitations',
  validateSearch: readListAddress(INVITATION_LIST),
  component: lazyRouteComponent(() => import('./admin/InvitationsPage'), 'InvitationsPage'),
});

const mailsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/mails',
  validateSearch: readListAddress(MAIL_LIST),
  component: lazyRouteComponent(() => import('./admin/MailsPage'), 'MailsPage'),
});

const rolesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/roles',
  validateSearch: readListAddress(ROLE_LIST),
  component: lazyRouteComponent(() => import('./admin/RolesPage'), 'RolesPage'),
});

const roleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/roles/$roleId',
  validateSearch: readListAddress(ROLE_LIST),
  component: lazyRouteComponent(() => import('./admin/RolePage'), 'RolePage'),
});

const rightsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/rights',
  validateSearch: readListAddress(PERMISSION_LIST),
  component: lazyRouteComponent(() => import('./admin/RightsPage'), 'RightsPage'),
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
      adminRoute.addChildren([peopleRoute, personRoute, invitationsRoute, mailsRoute, rolesRoute, roleRoute, rightsRoute, eventsRoute, decisionsRoute, serverRoute, dataRoute]),
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
