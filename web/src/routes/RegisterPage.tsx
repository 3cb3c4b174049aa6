import { Anchor, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { AccountForm } from '../features/auth/AccountForm';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';

export function RegisterPage() {
  usePageTitle('Create an account');
  const navigate = useNavigate();
  return (
    <Centered title="Create an account" lead="What you write here is yours alone, also on a shared server.">
      <AccountForm action="Create account" onDone={() => void navigate({ to: '/', replace: true })} />
      <Text size="sm" c="dimmed">
        Already have one?{' '}
        <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />} inherit>
          Sign in
        </Anchor>
      </Text>
    </Centered>
  );
}
