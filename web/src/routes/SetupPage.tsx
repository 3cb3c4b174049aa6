import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { AccountForm } from '../features/auth/AccountForm';
import { authStatusQuery } from '../features/auth/queries';
import { useHashToken } from '../lib/useHashToken';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';

const POLL_MS = 5000;

/** Shown while nobody owns this server; goes on by itself when the owner is created in another window. */
function WaitingForOwner() {
  const router = useRouter();
  const { data } = useQuery({ ...authStatusQuery, refetchInterval: POLL_MS });
  useEffect(() => {
    if (data?.has_owner) void router.invalidate();
  }, [data?.has_owner, router]);
  return (
    <Centered title="Almost there" lead="Open the set-up link printed in the terminal where Clew was started. It makes you the owner.">
      <Text size="sm" c="dimmed" lh={1.6}>
        The link ends in <code>/setup#token=…</code> and works once. Starting Clew again prints it again.
      </Text>
    </Centered>
  );
}

export function SetupPage() {
  usePageTitle('Set up');
  const navigate = useNavigate();
  const token = useHashToken();
  const enter = () => void navigate({ to: '/', replace: true });
  if (!token) return <WaitingForOwner />;
  return (
    <Centered title="Welcome to Clew" lead="Your own assistant, on your own machine. Create your account, and it is yours.">
      <AccountForm action="Create my account" tokens={{ setup_token: token }} onDone={enter} onMailed={enter} />
    </Centered>
  );
}
