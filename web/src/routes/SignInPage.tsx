import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { authStatusQuery } from '../features/auth/queries';
import { SignInForm } from '../features/auth/SignInForm';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';

export function SignInPage() {
  usePageTitle('Sign in');
  const router = useRouter();
  const { next } = useSearch({ from: '/public/sign-in' });
  const { data: status } = useQuery(authStatusQuery);
  return (
    <Centered title="Welcome back" lead="Sign in to pick up the thread.">
      <SignInForm onDone={() => router.history.replace(next ?? '/')} />
      {status?.registration_open && (
        <Text size="sm" c="dimmed">
          New here?{' '}
          <Anchor renderRoot={(props) => <Link to="/register" {...props} />} inherit>
            Create an account
          </Anchor>
        </Text>
      )}
    </Centered>
  );
}
