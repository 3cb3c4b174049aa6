import { Button, Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { User } from '../../api/types';
import { notifyProblem } from '../../ui/notify';
import { useSaveProfile } from './queries';

export function ProfileForm({ user }: { user: User }) {
  const [name, setName] = useState(user.full_name ?? '');
  const save = useSaveProfile();
  const router = useRouter();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { full_name: name.trim() || null },
      {
        onSuccess: () => {
          notifications.show({ message: 'Your profile is saved.' });
          // The pages take the user from the routes' context.
          void router.invalidate();
        },
        onError: notifyProblem,
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <TextInput flex={1} label="Name" description="What Clew calls you" autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" loading={save.isPending} disabled={name.trim() === (user.full_name ?? '')}>
          Save
        </Button>
      </Group>
    </form>
  );
}
