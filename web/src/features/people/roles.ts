import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Role, RolePage } from '../../api/types';

export const rolesQuery = queryOptions({
  queryKey: ['/roles', 'all'],
  queryFn: async ({ signal }) => {
    const roles: Role[] = [];
    let cursor: string | null = null;
    do {
      // oxlint-disable-next-line no-await-in-loop -- each page names the next
      const page: RolePage = await api.get<RolePage>(`/roles?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, signal);
      roles.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    return roles;
  },
});

export interface RoleNode {
  role: Role;
  /** The roles that have all of its permissions, and more. */
  above: RoleNode[];
}

/** The hierarchy, from the roles that have the fewest rights on; a role has those of the one it stands under. */
export function arrangeRoles(roles: readonly Role[]): RoleNode[] {
  const known = new Set(roles.map(({ id }) => id));
  const under = (parent: string | null): RoleNode[] =>
    roles
      .filter(({ parent_role_id: of }) => (of !== null && known.has(of) ? of : null) === parent)
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .map((role) => ({ role, above: under(role.id) }));
  return under(null);
}

export interface Rights {
  resource: string;
  actions: string[];
}

/** Permissions by what they are about: `todo:list` and `todo:get` are "todo" with "get" and "list". */
export function groupRights(permissions: readonly string[]): Rights[] {
  const groups = new Map<string, string[]>();
  for (const permission of permissions.toSorted()) {
    const [resource = '', action = ''] = permission.split(':');
    groups.set(resource, [...(groups.get(resource) ?? []), action.replaceAll('_', ' ')]);
  }
  return [...groups].map(([resource, actions]) => ({ resource: resource.replaceAll('_', ' '), actions }));
}
