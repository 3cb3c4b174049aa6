import { queryOptions } from '@tanstack/react-query';
import { everyRow, resource } from '../../api/resource';
import type { Role, RoleChanges, RoleCreation } from '../../api/types';

export const roles = resource<Role, RoleCreation, RoleChanges>('/roles');

export const rolesQuery = queryOptions({ queryKey: [...roles.all, 'every'], queryFn: ({ signal }) => everyRow<Role>('/roles', signal) });

export interface RoleNode {
  role: Role;
  /** The roles that have all of its permissions, and more. */
  above: RoleNode[];
}

/** The hierarchy, from the roles that have the fewest rights on; a role has those of the one it stands under. */
export function arrangeRoles(all: readonly Role[]): RoleNode[] {
  const known = new Set(all.map(({ id }) => id));
  const under = (parent: string | null): RoleNode[] =>
    all
      .filter(({ parent_role_id: of }) => (of !== null && known.has(of) ? of : null) === parent)
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .map((role) => ({ role, above: under(role.id) }));
  return under(null);
}

export interface Rights {
  about: string;
  actions: string[];
}

/** Permissions by what they are about: `todo:list` and `todo:get` are "todo" with "get" and "list". */
export function groupRights(permissions: readonly string[]): Rights[] {
  const groups = new Map<string, string[]>();
  for (const permission of permissions.toSorted()) {
    const [about = '', action = ''] = permission.split(':');
    groups.set(about, [...(groups.get(about) ?? []), action.replaceAll('_', ' ')]);
  }
  return [...groups].map(([about, actions]) => ({ about: about.replaceAll('_', ' '), actions }));
}
