import { Button, Stack, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { problemOf } from '../../api/client';
import type { Registration } from '../../api/types';
import { useTextFields } from '../../ui/form/useTextFields';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { NewPasswordInput } from './NewPasswordInput';
import { useRegister } from './queries';

interface AccountFormProps {
  action: string;
  /** What lets them in: of a set-up link or of an invitation. */
  tokens?: Pick<Registration, 'setup_token' | 'invitation_token'>;
  onDone: () => void;
  /** They have to follow the link in a mail first, which went to that address. */
  onMailed: (email: string) => void;
}

/** Creates an account; with a set-up token, the owner's. */
export function AccountForm({ action, tokens, onDone, onMailed }: AccountFormProps) {
  const register = useRegister();
  const { form, values, bind, rest } = useTextFields({ full_name: '', username: '', email: '', password: '' }, problemOf(register.error));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { full_name: fullName, email, ...account } = values;
    const registration: Registration = {
      ...account,
      email: email.trim(),
      ...(fullName.trim() && { full_name: fullName.trim() }),
      ...tokens,
    };
    register.mutate(registration, { onSuccess: (isIn) => (isIn ? onDone() : onMailed(registration.email)) });
  };

  return (
    <form ref={form} onSubmit={submit}>
      <Stack>
        <TextInput label="What should Clew call you?" description="Optional" autoComplete="name" autoFocus {...bind('full_name')} required={false} />
        <TextInput label="User name" autoComplete="username" autoCapitalize="none" spellCheck={false} {...bind('username')} />
        <TextInput label="Email" type="email" autoComplete="email" {...bind('email')} />
        <NewPasswordInput label="Password" minLength={15} {...bind('password')} />
        {rest && <ProblemBlock title={rest.title} detail={rest.detail} />}
        <Button type="submit" size="md" loading={register.isPending}>
          {action}
        </Button>
      </Stack>
    </form>
  );
}
