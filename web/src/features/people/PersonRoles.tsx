import { Badge } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User, UserRole } from '../../api/types';
import { formatFullMoment, formatMoment, relativeDay } from '../../lib/time';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { CreateDialog, EditDialog } from '../../ui/form/EditDialog';
import { CheckIcon, PencilIcon, TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { ResourceList } from '../../ui/list/ResourceList';
import { fixedRequest, NEW, useOpenedRow } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { useRowChange } from '../../ui/list/useRowChange';
import { notifyProblem } from '../../ui/notify';
import { ASSIGNMENT_FIELDS, assignments, grantFields, useAssignments } from './assignments';
import { usePeopleNames } from './people';
import { rolesQuery } from './roles';

const ALL = fixedRequest({});

interface Actions {
  nameOf: (id: string | null) => string;
  edit: (id: string) => void;
  prefer: (given: UserRole) => void;
  take: (given: UserRole) => void;
}

const assignmentLook = ({ nameOf, edit, prefer, take }: Actions): RowLook<UserRole> => ({
  name: { label: 'Role', of: ({ role_name: name }) => name },
  isQuiet: ({ is_expired: isExpired }) => isExpired,
  renderNote: ({ is_primary: isPrimary }) =>
    isPrimary && (
      <Badge variant="light" size="sm" tt="none" fw={500}>
        Main role
      </Badge>
    ),
  columns: [
    {
      key: 'until',
      label: 'Until',
      isLabelled: true,
      render: ({ expires_at: until, is_expired: isExpired }) =>
        until ? <span title={formatFullMoment(until)}>{isExpired ? `${relativeDay(until)}, so no longer` : relativeDay(until)}</span> : 'no end',
    },
    { key: 'by', label: 'Given by', isLabelled: true, render: ({ granted_by: by }) => (by ? nameOf(by) : 'Clew') },
    { key: 'since', label: 'Given', isLabelled: true, isExtra: true, render: ({ granted_at: at }) => formatMoment(at) },
  ],
  actions: (given) => [
    { label: 'Change', icon: <PencilIcon size={16} />, run: () => edit(given.id) },
    ...(given.is_primary ? [] : [{ label: 'Make it the main one', icon: <CheckIcon size={16} />, run: () => prefer(given) }]),
    { label: 'Take away', icon: <TrashIcon size={16} />, isDanger: true, run: () => take(given) },
  ],
});

function TakeDialog({ given, person, onClose }: { given: UserRole; person: User; onClose: () => void }) {
  const { remove } = useAssignments(person.id);
  const take = useMutation({ mutationFn: remove, onSuccess: onClose, onError: notifyProblem });
  return (
    <ConfirmDialog
      title={`Take “${given.role_name}” from ${person.username}?`}
      action="Take away"
      isPending={take.isPending}
      onConfirm={() => take.mutate(given.id)}
      onClose={onClose}
    >
      What only this role allows they can no longer do, from now on. You can give it to them again.
    </ConfirmDialog>
  );
}

/** The roles of one person; given, changed and taken away. */
export function PersonRoles({ person }: { person: User }) {
  const source = useResourcePages(assignments, { everyone: 'true', user_id: person.id, sort: 'created_at' });
  const everyRole = useQuery(rolesQuery).data ?? [];
  const { opened, open, close } = useOpenedRow();
  const [taken, setTaken] = useState<UserRole | null>(null);
  const changing = useAssignments(person.id);
  const change = useRowChange(assignments);
  const nameOf = usePeopleNames();
  const prefer = (given: UserRole) => void change({ items: [given], send: ({ id }) => changing.change(id, { is_primary: true }) });
  const held = new Set((source.items ?? []).filter(({ is_expired: isExpired }) => !isExpired).map(({ role_id: id }) => id));
  return (
    <>
      <ResourceList
        label="Roles"
        source={source}
        control={ALL}
        look={assignmentLook({ nameOf, edit: open, prefer, take: setTaken })}
        empty={{ title: 'No roles', detail: 'What everybody here may do they may do, too.' }}
      />
      <NewRowButton size="sm" w="fit-content">
        Give a role
      </NewRowButton>
      {opened === NEW && (
        <CreateDialog
          resource={changing}
          title={`Give ${person.username} a role`}
          action="Give"
          fields={grantFields(everyRole.filter(({ id }) => !held.has(id)))}
          initial={{ is_primary: false }}
          onClose={close}
        />
      )}
      {opened && opened !== NEW && <EditDialog key={opened} resource={changing} title="Change what they were given" id={opened} fields={ASSIGNMENT_FIELDS} onClose={close} />}
      {taken && <TakeDialog given={taken} person={person} onClose={() => setTaken(null)} />}
    </>
  );
}
