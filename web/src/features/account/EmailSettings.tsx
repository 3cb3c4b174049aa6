import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent } from 'react';
import { problemOf } from '../../api/client';
import type { User } from '../../api/types';
import { useNow } from '../../lib/useNow';
import { useTextFields } from '../../ui/form/useTextFields';
import { notifyProblem } from '../../ui/notify';
import { ProblemBlock } from '../../ui/ProblemBlock';
import classes from './Account.module.css';
import { useChangeEmail, useSendVerificationMail } from './account';
import { isAwaited, type NewAddress } from './newAddress';

function Unconfirmed({ email }: { email: string }) {
  const send = useSendVerificationMail();
  return (
    <div className={classes.note}>
      <Text lh={1.6}>
        {send.isSuccess ? (
          <>
            A link is on its way to <strong>{email}</strong>. Open it within a day.
          </>
        ) : (
          'This address is not confirmed yet. Confirm it, so that a link reaches you should you forget your password.'
        )}
      </Text>
      <Button variant="default" size="sm" loading={send.isPending} onClick={() => send.mutate(undefined, { onError: notifyProblem })}>
        {send.isSuccess ? 'Send it again' : 'Send me a link'}
      </Button>
    </div>
  );
}

function Awaited({ asked, present, onAgain, isPending, onOther }: { asked: NewAddress; present: string; onAgain: () => void; isPending: boolean; onOther: () => void }) {
  return (
    <div className={classes.note}>
      <Text lh={1.6} role="status">
        Waiting for you: open the link that went to <strong>{asked.email}</strong> within a day. Until then, {present} stays your address.
      </Text>
      <Group gap="xs">
        <Button variant="default" size="sm" loading={isPending} onClick={onAgain}>
          Send it again
        </Button>
        <Button variant="subtle" size="sm" onClick={onOther}>
          Use another address
        </Button>
      </Group>
    </div>
  );
}

function ChangeForm({ change, onAsked, onCancel }: { change: ReturnType<typeof useChangeEmail>; onAsked: (email: string) => void; onCancel: () => void }) {
  const { form, values, bind, rest } = useTextFields({ email: '' }, problemOf(change.error));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const email = values.email.trim();
    change.mutate(email, { onSuccess: () => onAsked(email) });
  };
  return (
    <form ref={form} onSubmit={submit}>
      <Stack>
        <TextInput label="New address" description="A link goes there. The address is yours once you open it." type="email" autoComplete="email" autoFocus {...bind('email')} />
        {rest && <ProblemBlock title={rest.title} detail={rest.detail} />}
        <Group>
          <Button type="submit" loading={change.isPending}>
            Send the link
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The address that mails go to, and the way to another one. */
export function EmailSettings({ user }: { user: User }) {
  const [asked, setAsked] = useLocalStorage<NewAddress | null>({ key: `clew-new-address-${user.id}`, defaultValue: null, getInitialValueInEffect: false });
  const [isChanging, setIsChanging] = useState(false);
  const change = useChangeEmail();
  const now = useNow();
  const keep = (email: string) => {
    setAsked({ email, askedAt: Date.now() });
    setIsChanging(false);
  };
  const sendAgain = (email: string) =>
    change.mutate(email, {
      onSuccess: () => {
        keep(email);
        notifications.show({ message: 'A new link is on its way. Only the newest one works.' });
      },
      onError: notifyProblem,
    });
  const awaited = isAwaited(asked, user.email, now) ? asked : null;
  return (
    <>
      <Text style={{ overflowWrap: 'anywhere' }}>{user.email}</Text>
      {!user.is_verified && !awaited && <Unconfirmed email={user.email} />}
      {isChanging && <ChangeForm change={change} onAsked={keep} onCancel={() => setIsChanging(false)} />}
      {!isChanging && awaited && (
        <Awaited asked={awaited} present={user.email} isPending={change.isPending} onAgain={() => sendAgain(awaited.email)} onOther={() => setIsChanging(true)} />
      )}
      {!isChanging && !awaited && (
        <Button variant="default" w="fit-content" onClick={() => setIsChanging(true)}>
          Change address
        </Button>
      )}
    </>
  );
}
