import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem } from '../../api/client';
import type { Registration } from '../../api/types';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { useRegister } from './queries';

interface AccountFormProps {
  action: string;
  setupToken?: string;
  onDone: () => void;
}

/** Creates an account; with a set-up token, the owner's. */
export function AccountForm({ action, setupToken, onDone }: AccountFormProps) {
  const [fields, setFields] = useState({ full_name: '', username: '', email: '', password: '' });
  const register = useRegister();
  const problem = register.error && asProblem(register.error);

  const bind = (name: keyof typeof fields) => ({
    name,
    withAsterisk: false,
    value: fields[name],
    error: problem?.fieldErrors.find((error) => error.field === name)?.message,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((current) => ({ ...current, [name]: value }));
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { full_name: fullName, ...account } = fields;
    const registration: Registration = {
      ...account,
      ...(fullName.trim() && { full_name: fullName.trim() }),
      ...(setupToken && { setup_token: setupToken }),
    };
    register.mutate(registration, { onSuccess: onDone });
  };

  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label="What should Clew call you?" description="Optional" autoComplete="name" autoFocus {...bind('full_name')} />
        <TextInput label="User name" autoComplete="username" autoCapitalize="none" spellCheck={false} required {...bind('username')} />
        <TextInput label="Email" type="email" autoComplete="email" required {...bind('email')} />
        <PasswordInput
          label="Password"
          description="At least 15 characters. A few words in a row work well."
          autoComplete="new-password"
          minLength={15}
          required
          {...bind('password')}
        />
        {problem && problem.fieldErrors.length === 0 && <ProblemBlock title={problem.title} detail={problem.detail} />}
        <Button type="submit" size="md" loading={register.isPending}>
          {action}
        </Button>
      </Stack>
    </form>
  );
}
