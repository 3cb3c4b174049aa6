import { Button, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { problemOf } from '../api/client';
import { NewPasswordInput } from '../features/auth/NewPasswordInput';
import { NextLink } from '../features/auth/NextLink';
import { useResetPassword } from '../features/auth/recovery';
import { useHashToken } from '../lib/useHashToken';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';
import { useTextFields } from '../ui/form/useTextFields';
import { ProblemBlock } from '../ui/ProblemBlock';

function LinkEnded() {
  return (
    <Centered title="This link no longer works" lead="Each link works once, for half an hour, and only the newest one does. Just have another one sent.">
      <NextLink to="/forgot-password">Send me a new link</NextLink>
    </Centered>
  );
}

function Chosen() {
  return (
    <Centered title="Your new password is set" lead="You are signed out on all devices. Sign in with the new password to go on.">
      <NextLink to="/sign-in">Sign in</NextLink>
    </Centered>
  );
}

function ChooseForm({ token, onEnded, onDone }: { token: string; onEnded: () => void; onDone: () => void }) {
  const reset = useResetPassword();
  const { form, values, bind, rest } = useTextFields({ password: '' }, problemOf(reset.error));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ token, ...values }, { onSuccess: onDone, onError: (error) => problemOf(error)?.code === 'link_ended' && onEnded() });
  };
  return (
    <Centered title="Choose a new password" lead="All devices are signed out then, and you sign in with the new one.">
      <form ref={form} onSubmit={submit}>
        <Stack>
          <NewPasswordInput label="New password" autoFocus {...bind('password')} />
          {rest && <ProblemBlock title={rest.title} detail={rest.detail} />}
          <Button type="submit" size="md" loading={reset.isPending}>
            Set the new password
          </Button>
        </Stack>
      </form>
    </Centered>
  );
}

/** Where the link in a mail about a forgotten password leads. */
export function ResetPasswordPage() {
  usePageTitle('New password');
  const token = useHashToken();
  const [state, setState] = useState<'open' | 'ended' | 'done'>('open');
  if (state === 'done') return <Chosen />;
  if (!token || state === 'ended') return <LinkEnded />;
  return <ChooseForm token={token} onEnded={() => setState('ended')} onDone={() => setState('done')} />;
}
