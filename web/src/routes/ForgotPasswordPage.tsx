import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { MailSent } from '../features/auth/MailSent';
import { SendLinkForm } from '../features/auth/SendLinkForm';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';

export function ForgotPasswordPage() {
  usePageTitle('Forgotten password');
  const [email, setEmail] = useState<string | null>(null);
  if (email !== null) {
    return (
      <Centered
        title="Look into your mail"
        lead={
          <>
            If there is an account with <strong>{email}</strong>, a link is on its way there. Choose a new password with it within half an hour.
          </>
        }
      >
        <MailSent email={email} onOther={() => setEmail(null)} />
      </Centered>
    );
  }
  return (
    <Centered title="Forgot your password?" lead="It happens. Say which address you use with Clew, and you get a link to choose a new one.">
      <SendLinkForm action="Send me a link" onSent={setEmail} />
      <Text size="sm" c="dimmed">
        It came back to you?{' '}
        <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />} inherit>
          Sign in
        </Anchor>
      </Text>
    </Centered>
  );
}
