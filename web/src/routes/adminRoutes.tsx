import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { TABLE_LIST } from '../features/data/tables';
import { INVITATION_LIST } from '../features/invitations/invitations';
import { MAIL_LIST } from '../features/mails/mails';
import { PEOPLE_LIST } from '../features/people/people';
import { ROLE_LIST } from '../features/people/roles';
import { PERMISSION_LIST } from '../features/permissions/permissions';
import { ALL_DECISION_LIST } from '../features/security/decisions';
import { ALL_EVENT_LIST, EVENT_LIST } from '../features/security/events';
import { readListAddress } from '../ui/list/useListRequest';
import { appRoute } from './entry';

// The pages about everybody, which the server shows to administrators alone.

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

// Where somebody lands who cuts off the end of the address of a person.
const allPeopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/people',
  beforeLoad: () => {
    throw redirect({ to: '/admin', replace: true });
  },
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
  validateSearch: readListAddress(ALL_EVENT_LIST),
  component: lazyRouteComponent(() => import('./admin/EventsPage'), 'EventsPage'),
});

const decisionsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/decisions',
  validateSearch: readListAddress(ALL_DECISION_LIST),
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

export const adminRoutes = adminRoute.addChildren([
  peopleRoute,
  allPeopleRoute,
  personRoute,
  invitationsRoute,
  mailsRoute,
  rolesRoute,
  roleRoute,
  rightsRoute,
  eventsRoute,
  decisionsRoute,
  serverRoute,
  dataRoute,
]);
