import { Button, Stack, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { problemOf } from '../../api/client';
import { useTextFields } from '../../ui/form/useTextFields';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { useSendLink } from './recovery';

interface SendLinkFormProps {
  action: string;
  /** Whether there is a better way on. */
  isSecond?: boolean;
  onSent: (email: string) => void;
}

/** Has a link sent to an address, if there is an account with it. */
export function SendLinkForm({ action, isSecond = false, onSent }: SendLinkFormProps) {
  const send = useSendLink();
  const { form, values, bind, rest } = useTextFields({ email: '' }, problemOf(send.error));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const email = values.email.trim();
    send.mutate(email, { onSuccess: () => onSent(email) });
  };
  return (
    <form ref={form} onSubmit={submit}>
      <Stack>
        <TextInput label="Email" type="email" autoComplete="email" autoFocus={!isSecond} {...bind('email')} />
        {rest && <ProblemBlock title={rest.title} detail={rest.detail} />}
        <Button type="submit" size="md" variant={isSecond ? 'default' : 'filled'} loading={send.isPending}>
          {action}
        </Button>
      </Stack>
    </form>
  );
}
