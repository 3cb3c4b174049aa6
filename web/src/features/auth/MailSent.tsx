import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { problemOf } from '../../api/client';
import { focusBack } from '../../lib/focus';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { useSendLink } from './recovery';

interface MailSentProps {
  email: string;
  /** To try it with another address, where that helps. */
  onOther?: () => void;
}

/** Where a mail went, and what to do when it does not come. Says the same whether or not there is such an account. */
export function MailSent({ email, onOther }: MailSentProps) {
  const again = useSendLink();
  const problem = problemOf(again.error);
  // The form that had the focus is gone.
  useEffect(() => focusBack([]), []);
  return (
    <Stack>
      <Text size="sm" c="dimmed" lh={1.6}>
        It can take a few minutes. Nothing there? Look into the folder for spam, or ask whoever runs this Clew: they can pass the link on.
      </Text>
      {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
      <Group>
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate(email)}>
          Send it again
        </Button>
        <Text size="sm" role="status">
          {again.isSuccess && !again.isPending && 'Sent again.'}
        </Text>
      </Group>
      {onOther && (
        <Anchor component="button" type="button" size="sm" ta="start" onClick={onOther}>
          Use another address
        </Anchor>
      )}
    </Stack>
  );
}
