import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { problemOf } from '../../api/client';
import type { PendingSignIn } from '../../api/types';
import { canUsePasskeys } from '../../lib/passkey';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { usePasskey, useSignIn, WRONG_CREDENTIALS } from './queries';
import { SecondFactorForm } from './SecondFactorForm';

export function SignInForm({ onDone }: { onDone: () => void }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState<PendingSignIn | null>(null);
  const signIn = useSignIn();
  const passkey = usePasskey();
  const problem = problemOf(signIn.error) ?? problemOf(passkey.error);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    passkey.reset();
    signIn.mutate({ username: username.trim(), password }, { onSuccess: (missing) => (missing ? setPending(missing) : onDone()) });
  };
  const begin = () => {
    setPending(null);
    setPassword('');
  };

  if (pending) return <SecondFactorForm pending={pending} onDone={onDone} onBack={begin} />;

  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="User name or email"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          withAsterisk={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Anchor size="sm" w="fit-content" renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
          Forgot your password?
        </Anchor>
        {problem && <ProblemBlock title={problem.title} detail={problem.code === WRONG_CREDENTIALS ? 'Have you just registered? Open the link in your mail first.' : problem.detail} />}
        <Button type="submit" size="md" loading={signIn.isPending}>
          Sign in
        </Button>
        {canUsePasskeys() && (
          <Button
            variant="default"
            loading={passkey.isPending}
            onClick={() => {
              signIn.reset();
              passkey.mutate(undefined, { onSuccess: onDone });
            }}
          >
            Sign in with a passkey
          </Button>
        )}
      </Stack>
    </form>
  );
}
