import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Invitation } from '../../api/types';
import { formatMoment } from '../../lib/time';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { ResourceList } from '../../ui/list/ResourceList';
import { NEW, useListRequest, useOpenedRow } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { notifyProblem } from '../../ui/notify';
import { usePeopleNames } from '../people/people';
import { rolesQuery } from '../people/roles';
import { INVITATION_LIST, invitations, stateOf, stateWords } from './invitations';
import { InviteDialog } from './InviteDialog';

const nameOf = ({ email }: Invitation) => email ?? 'Whoever has the link';

interface Names {
  person: (id: string | null) => string;
  role: (id: string) => string;
}

const invitationLook = ({ person, role }: Names, remove: (invitation: Invitation) => void): RowLook<Invitation> => ({
  name: { label: 'For', of: nameOf },
  isQuiet: (invitation) => stateOf(invitation) !== 'open',
  renderNote: ({ role_id: id }) => id && `As ${role(id)}`,
  columns: [
    { key: 'state', label: 'State', render: (invitation) => stateWords(invitation) },
    { key: 'by', label: 'From', isLabelled: true, render: ({ invited_by: id }) => person(id) },
    { key: 'made', label: 'Made', sort: 'created_at', isLabelled: true, isExtra: true, render: ({ created_at: at }) => formatMoment(at) },
  ],
  actions: (invitation) => [
    { label: stateOf(invitation) === 'open' ? 'Take back' : 'Remove from the list', icon: <TrashIcon size={16} />, isDanger: true, run: () => remove(invitation) },
  ],
});

function RemoveDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => invitations.remove(invitation.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: invitations.all });
      onClose();
    },
    onError: notifyProblem,
  });
  const isOpen = stateOf(invitation) === 'open';
  return (
    <ConfirmDialog
      title={isOpen ? 'Take this invitation back?' : 'Remove this from the list?'}
      action={isOpen ? 'Take back' : 'Remove'}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {isOpen ? 'Its link no longer works then. You can always make a new one.' : 'Its link does not work any more. An account that was made with it stays.'}
    </ConfirmDialog>
  );
}

/** Who was invited, and what became of it; for administrators. */
export function Invitations() {
  const control = useListRequest(INVITATION_LIST);
  const source = useResourcePages(invitations, control.parameters);
  const { opened, close } = useOpenedRow();
  const [removed, setRemoved] = useState<Invitation | null>(null);
  const person = usePeopleNames();
  const roles = useQuery(rolesQuery).data ?? [];
  const role = (id: string) => roles.find((one) => one.id === id)?.name ?? 'a role that is gone';
  return (
    <>
      <NewRowButton size="sm" w="fit-content">
        Invite somebody
      </NewRowButton>
      <ResourceList
        label="Invitations"
        source={source}
        control={control}
        look={invitationLook({ person, role }, setRemoved)}
        empty={{ title: 'Nobody is invited', detail: 'An invitation is a link with which somebody makes their account here.' }}
      />
      {opened === NEW && <InviteDialog onClose={close} />}
      {removed && <RemoveDialog invitation={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}
