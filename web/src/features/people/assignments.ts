import { useQueryClient } from '@tanstack/react-query';
import { resource } from '../../api/resource';
import type { Role, UserRole, UserRoleChanges, UserRoleCreation } from '../../api/types';
import type { Drafts, Field, FieldName } from '../../ui/form/fields';
import { useRefreshPeople } from './queries';

/** Who has which role. */
export const assignments = resource<UserRole, UserRoleCreation, UserRoleChanges>('/user-roles');

const WHEN: Field<FieldName<UserRoleChanges>>[] = [
  { name: 'expires_at', label: 'Counts until', kind: 'moment', description: 'Left empty, it counts until somebody takes it away.' },
  { name: 'is_primary', label: 'Show it as their main role', kind: 'flag', description: 'In place of the one that is shown now.' },
];

export const ASSIGNMENT_FIELDS: readonly Field[] = WHEN;

/** What to ask when a role is given: one that they do not have yet. */
export const grantFields =
  (roles: readonly Role[]) =>
  (drafts: Drafts): readonly Field[] => [
    {
      name: 'role_id',
      label: 'Role',
      kind: 'choice',
      options: roles.map(({ id, name }) => ({ value: id, label: name })),
      required: 'Which role shall they get?',
      description: roles.find(({ id }) => id === drafts.role_id)?.description ?? undefined,
    },
    ...WHEN,
  ];

/** Giving and changing roles, after which what is known of people is asked for anew. */
export function useAssignments(personId: string) {
  const refresh = useRefreshPeople();
  const queryClient = useQueryClient();
  const then = <Result>(result: Result): Result => {
    refresh();
    return result;
  };
  return {
    all: assignments.all,
    one: assignments.one,
    create: async (values: Omit<UserRoleCreation, 'user_id'>, key: string) => then(await assignments.create({ ...values, user_id: personId }, key)),
    change: async (id: string, changes: UserRoleChanges, etag: string | null = null) => then(await assignments.change(id, changes, etag)),
    remove: async (id: string) => {
      await assignments.remove(id);
      await queryClient.invalidateQueries({ queryKey: assignments.all });
      refresh();
    },
  };
}
