import { Button, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FormEvent } from 'react';
import { problemOf } from '../../api/client';
import { useTextFields } from '../../ui/form/useTextFields';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { NewPasswordInput } from '../auth/NewPasswordInput';
import { useChangePassword } from './account';

export function PasswordForm({ username }: { username: string }) {
  const change = useChangePassword();
  const { form, values, bind, clear, rest } = useTextFields({ present_password: '', password: '' }, problemOf(change.error));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(values, {
      onSuccess: () => {
        clear();
        notifications.show({ title: 'Your password is changed', message: 'All your other devices are signed out.' });
      },
    });
  };
  return (
    <form ref={form} onSubmit={submit}>
      <Stack>
        {/* For programs that keep passwords: they save the new one under it. */}
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden title="User name" />
        <PasswordInput label="Current password" autoComplete="current-password" {...bind('present_password')} />
        <NewPasswordInput label="New password" {...bind('password')} />
        {rest && <ProblemBlock title={rest.title} detail={rest.detail} />}
        <Button type="submit" w="fit-content" loading={change.isPending}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}
