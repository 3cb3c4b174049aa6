import { queryOptions } from '@tanstack/react-query';
import { everyRow, resource } from '../../api/resource';
import type { Permission, PermissionChanges, PermissionCreation } from '../../api/types';
import type { Field, FieldName } from '../../ui/form/fields';
import type { ListShape } from '../../ui/list/listRequest';

export const permissions = resource<Permission, PermissionCreation, PermissionChanges>('/permissions');

export const permissionsQuery = queryOptions({
  queryKey: [...permissions.all, 'every'],
  queryFn: ({ signal }) => everyRow<Permission>('/permissions', signal),
  // Every look at them is itself written down.
  staleTime: 5 * 60 * 1000,
});

export const PERMISSION_LIST: ListShape = {
  search: 'Search rights',
  filters: [],
  sorts: [
    { value: 'name', label: 'By name' },
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};

const WORDS: Field<FieldName<PermissionChanges>> = { name: 'description', label: 'What it allows', kind: 'long', longest: 2000 };

export const PERMISSION_EDIT_FIELDS: readonly Field[] = [WORDS];

export const PERMISSION_FIELDS: readonly Field<FieldName<PermissionCreation>>[] = [
  { name: 'resource_type', label: 'About what', kind: 'text', longest: 50, isCode: true, isHalf: true, placeholder: 'book', required: 'What is it about?', description: 'Small letters, digits and underscores.' },
  { name: 'action', label: 'Doing what', kind: 'text', longest: 50, isCode: true, isHalf: true, placeholder: 'lend', required: 'What may be done?', description: 'Small letters, digits and underscores.' },
  WORDS,
];

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
