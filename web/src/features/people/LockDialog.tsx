import { notifications } from '@mantine/notifications';
import { api } from '../../api/client';
import type { User } from '../../api/types';
import type { Field } from '../../ui/form/fields';
import { FormDialog } from '../../ui/form/FormDialog';
import { ResourceForm } from '../../ui/form/ResourceForm';
import { useRefreshPeople } from './queries';

const FIELDS: readonly Field[] = [
  {
    name: 'minutes',
    label: 'For how long',
    kind: 'choice',
    options: [
      { value: '15', label: '15 minutes' },
      { value: '60', label: 'An hour' },
      { value: '480', label: '8 hours' },
      { value: '1440', label: 'A day' },
      { value: '10080', label: 'A week' },
    ],
    required: 'For how long shall it be?',
    description: 'Until then their password is refused, except on devices that they trust. Where they are signed in they stay so.',
  },
];

/** Asks for how long somebody shall not sign in with their password. */
export function LockDialog({ person: { id, username }, onClose }: { person: User; onClose: () => void }) {
  const refresh = useRefreshPeople();
  return (
    <FormDialog title={`Lock ${username}`} onClose={onClose}>
      <ResourceForm
        fields={FIELDS}
        of={{ initial: { minutes: '60' }, create: ({ minutes }) => api.post<undefined>(`/users/${id}/lock`, { minutes: Number(minutes) }) }}
        action="Lock"
        onCancel={onClose}
        onSaved={() => {
          notifications.show({ message: `${username} is locked for a while.` });
          refresh();
          onClose();
        }}
      />
    </FormDialog>
  );
}
