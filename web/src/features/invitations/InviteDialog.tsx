import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { InvitationCreation, NewInvitation } from '../../api/types';
import { relativeDay } from '../../lib/time';
import { CopyButton } from '../../ui/CopyButton';
import { FormDialog } from '../../ui/form/FormDialog';
import { ResourceForm } from '../../ui/form/ResourceForm';
import { rolesQuery } from '../people/roles';
import { invitationFields, invitations, invite } from './invitations';

const INITIAL = { days: 7 };

function Made({ made: { link, email, expires_at: until }, onClose }: { made: NewInvitation; onClose: () => void }) {
  return (
    <Stack role="status">
      <Text lh={1.6}>{email ? `A mail with this link goes to ${email}. You can also give it to them yourself.` : 'Give this link to whoever you want here.'}</Text>
      <TextInput
        label="The link"
        description={`Copy it now: it is shown only this once. It works until ${relativeDay(until)}.`}
        inputWrapperOrder={['label', 'input', 'description']}
        readOnly
        autoFocus
        data-autofocus
        value={link}
        onFocus={(event) => event.currentTarget.select()}
        rightSection={<CopyButton label="Copy link" text={() => link} />}
      />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}

/** Makes an invitation, and shows its link the only time that it can be shown. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const roles = useQuery(rolesQuery).data ?? [];
  const [made, setMade] = useState<NewInvitation | null>(null);
  const create = async (values: Record<string, unknown>) => setMade(await invite(values as InvitationCreation));
  return (
    <FormDialog title={made ? 'The invitation is ready' : 'Invite somebody'} onClose={onClose}>
      {made ? (
        <Made made={made} onClose={onClose} />
      ) : (
        <ResourceForm
          fields={invitationFields(roles)}
          of={{ initial: INITIAL, create }}
          action="Make the link"
          onCancel={onClose}
          onSaved={() => void queryClient.invalidateQueries({ queryKey: invitations.all })}
        />
      )}
    </FormDialog>
  );
}
