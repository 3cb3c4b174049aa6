import { queryOptions } from '@tanstack/react-query';
import { everyRow, resource } from '../../api/resource';
import type { Permission, PermissionChanges, PermissionCreation } from '../../api/types';

export const permissions = resource<Permission, PermissionCreation, PermissionChanges>('/permissions');

export const permissionsQuery = queryOptions({
  queryKey: [...permissions.all, 'every'],
  queryFn: ({ signal }) => everyRow<Permission>('/permissions', signal),
  // Every look at them is itself written down.
  staleTime: 5 * 60 * 1000,
});

const spaced = (name: string) => name.replaceAll('_', ' ');

/** A right in words: "ai model: change" of `ai_model` and `change`. */
export function permissionWords({ resource_type: about, action }: Pick<Permission, 'resource_type' | 'action'>): string {
  return `${spaced(about)}: ${spaced(action)}`;
}

export interface PermissionGroup {
  /** What they are about, in words. */
  about: string;
  items: Permission[];
}

const byWords = (one: Permission, other: Permission) => permissionWords(one).localeCompare(permissionWords(other));

/** Rights by what they are about; with words, those alone in which all of them stand. */
export function groupPermissions(all: readonly Permission[], words = ''): PermissionGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Permission[]>();
  for (const permission of all.toSorted(byWords)) {
    const text = `${permissionWords(permission)} ${permission.name} ${permission.description ?? ''}`.toLowerCase();
    if (!wanted.every((word) => text.includes(word))) continue;
    const about = spaced(permission.resource_type);
    groups.set(about, [...(groups.get(about) ?? []), permission]);
  }
  return [...groups].map(([about, items]) => ({ about, items })).toSorted((one, other) => one.about.localeCompare(other.about));
}
