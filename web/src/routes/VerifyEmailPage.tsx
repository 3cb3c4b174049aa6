import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { problemOf } from '../api/client';
import { LINK_WORDS, linkKind, type LinkKind } from '../features/auth/links';
import { MailSent } from '../features/auth/MailSent';
import { NextLink } from '../features/auth/NextLink';
import { useFollowLink } from '../features/auth/recovery';
import { SendLinkForm } from '../features/auth/SendLinkForm';
import { useHashToken } from '../lib/useHashToken';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';
import { ProblemBlock } from '../ui/ProblemBlock';

function Ways({ kind }: { kind: LinkKind | null }) {
  return (
    <Stack>
      {kind === 'undo' && <NextLink to="/forgot-password">Choose a new password</NextLink>}
      <NextLink to="/" isSecond={kind === 'undo'}>
        {kind === 'registration' ? 'Sign in' : 'Go to Clew'}
      </NextLink>
    </Stack>
  );
}

function LinkEnded({ kind }: { kind: LinkKind }) {
  const [email, setEmail] = useState<string | null>(null);
  if (email !== null) {
    return (
      <Centered title="Look into your mail" lead={<>If an account still waits for <strong>{email}</strong>, a new link is on its way there.</>}>
        <MailSent email={email} onOther={() => setEmail(null)} />
      </Centered>
    );
  }
  return (
    <Centered title="This link no longer works" lead={LINK_WORDS[kind].ended}>
      <Ways kind={kind} />
      {kind === 'registration' && <SendLinkForm action="Send a new link" isSecond onSent={setEmail} />}
    </Centered>
  );
}

/** Where links about an address lead. Nothing happens before a click: programs open links in mails, too. */
export function VerifyEmailPage() {
  usePageTitle('Your address');
  const token = useHashToken();
  const kind = linkKind(token);
  const follow = useFollowLink();
  const problem = problemOf(follow.error);
  if (!token || !kind) {
    return (
      <Centered title="This link is not complete" lead="Please open it from the mail again, or copy all of it, up to its last letter.">
        <Ways kind={null} />
      </Centered>
    );
  }
  const words = LINK_WORDS[kind];
  if (follow.isSuccess) {
    return (
      <Centered title={words.done.title} lead={words.done.lead}>
        <Ways kind={kind} />
      </Centered>
    );
  }
  if (problem?.code === 'link_ended') return <LinkEnded kind={kind} />;
  return (
    <Centered title={words.title} lead={words.lead}>
      {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
      <Button size="md" autoFocus loading={follow.isPending} onClick={() => follow.mutate(token)}>
        {words.action}
      </Button>
    </Centered>
  );
}
