import { queryOptions } from '@tanstack/react-query';
import { everyRow, resource } from '../../api/resource';
import type { Role, RoleChanges, RoleCreation } from '../../api/types';
import type { Field, FieldName } from '../../ui/form/fields';
import type { ListShape } from '../../ui/list/listRequest';

export const roles = resource<Role, RoleCreation, RoleChanges>('/roles');

export const rolesQuery = queryOptions({ queryKey: [...roles.all, 'every'], queryFn: ({ signal }) => everyRow<Role>('/roles', signal) });

/** There are few: only which one lies open is in the page's address. */
export const ROLE_LIST: ListShape = { filters: [], sorts: [] };

const ADMINISTRATOR = 'administrator';

/** The one that always has every right: somebody must be able to give them. */
export const hasEveryRight = ({ is_built_in: isBuiltIn, name }: Role) => isBuiltIn && name === ADMINISTRATOR;

/** A role and all that build on it, near or far. */
export function withThoseAbove(all: readonly Role[], id: string): Set<string> {
  const found = new Set([id]);
  // A set that grows while it is gone through shows what has come, too.
  for (const below of found) {
    for (const role of all) if (role.parent_role_id === below) found.add(role.id);
  }
  return found;
}

/** What the role builds on, the nearest first. */
export function rolesBelow(all: readonly Role[], role: Role): Role[] {
  const found: Role[] = [];
  let at: Role | undefined = role;
  while ((at = all.find(({ id }) => id === at?.parent_role_id)) && !found.includes(at)) found.push(at);
  return found;
}

/** What to ask about a role. Of those that come with Clew, name and place stay. */
export function roleFields(all: readonly Role[], role?: Role): readonly Field<FieldName<RoleCreation>>[] {
  const circular = role ? withThoseAbove(all, role.id) : new Set<string>();
  const fields: readonly Field<FieldName<RoleCreation>>[] = [
    { name: 'name', label: 'Name', kind: 'text', longest: 50, required: 'What is it called?' },
    { name: 'description', label: 'Who it is for', kind: 'long', longest: 2000 },
    {
      name: 'parent_role_id',
      label: 'Builds on',
      kind: 'choice',
      options: all.filter(({ id }) => !circular.has(id)).map(({ id, name }) => ({ value: id, label: name })),
      none: 'No other role',
      description: 'It has all rights of that role, too.',
    },
  ];
  return role?.is_built_in ? fields.filter(({ name }) => name === 'description') : fields;
}

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
