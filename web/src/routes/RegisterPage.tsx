import { Anchor, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { AccountForm } from '../features/auth/AccountForm';
import { MailSent } from '../features/auth/MailSent';
import { useHashToken } from '../lib/useHashToken';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';

export function RegisterPage() {
  usePageTitle('Create an account');
  const navigate = useNavigate();
  const invitation = useHashToken();
  const [email, setEmail] = useState<string | null>(null);
  const signIn = (
    <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />} inherit>
      Sign in
    </Anchor>
  );
  if (email !== null) {
    return (
      <Centered
        title="One step is left"
        lead={
          <>
            Clew has sent a message to <strong>{email}</strong>. Open the link in it, and you can sign in.
          </>
        }
      >
        <MailSent email={email} />
        <Text size="sm" c="dimmed">
          Done already? {signIn}
        </Text>
      </Centered>
    );
  }
  const lead = 'What you write here is yours alone, also on a shared server.';
  return (
    <Centered title={invitation ? 'You are invited' : 'Create an account'} lead={invitation ? `Create your account, and you can begin. ${lead}` : lead}>
      <AccountForm
        action="Create account"
        {...(invitation && { tokens: { invitation_token: invitation } })}
        onDone={() => void navigate({ to: '/', replace: true })}
        onMailed={setEmail}
      />
      <Text size="sm" c="dimmed">
        Already have one? {signIn}
      </Text>
    </Centered>
  );
}
