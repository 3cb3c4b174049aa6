import { Anchor, Badge, Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { User } from '../../api/types';
import { formatDate, formatMoment, relativeDay } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { LockDialog } from './LockDialog';
import { isLocked } from './people';
import classes from './Person.module.css';
import { useReactivate, useSendReset, useSuspend, useUnlock } from './queries';

function Mark({ color, children }: { color: string; children: ReactNode }) {
  return (
    <Badge variant="light" color={color} tt="none" fw={500}>
      {children}
    </Badge>
  );
}

function Facts({ person }: { person: User }) {
  const isShut = isLocked(person, useNow());
  const { last_login: seen, failed_login_attempts: failures, locked_until: until } = person;
  return (
    <dl className={classes.facts}>
      <dt>User name</dt>
      <dd>
        {person.username} {!person.is_active && <Mark color="red">Suspended</Mark>} {isShut && until && <Mark color="orange">Locked until {relativeDay(until)}</Mark>}
      </dd>
      <dt>Email</dt>
      <dd>
        {person.email} <Mark color={person.is_verified ? 'green' : 'gray'}>{person.is_verified ? 'Confirmed' : 'Not confirmed'}</Mark>
      </dd>
      <dt>Here since</dt>
      <dd>{formatDate(person.created_at)}</dd>
      <dt>Last signed in</dt>
      <dd>{seen ? formatMoment(seen) : 'never'}</dd>
      {failures > 0 && (
        <>
          <dt>Failed since then</dt>
          <dd>{failures === 1 ? 'one sign-in' : `${failures} sign-ins`}</dd>
        </>
      )}
    </dl>
  );
}

function SuspendDialog({ person, onClose }: { person: User; onClose: () => void }) {
  const suspend = useSuspend();
  return (
    <ConfirmDialog
      title={`Suspend ${person.username}?`}
      action="Suspend"
      refusal="Leave it"
      isPending={suspend.isPending}
      onConfirm={() => suspend.mutate(person, { onSuccess: onClose })}
      onClose={onClose}
    >
      They are signed out everywhere at once, and their API tokens end. What they have written stays, and you can let them in again at any time.
    </ConfirmDialog>
  );
}

function Actions({ person }: { person: User }) {
  const [asked, setAsked] = useState<'suspend' | 'lock' | null>(null);
  const reactivate = useReactivate();
  const unlock = useUnlock();
  const reset = useSendReset();
  const isShut = isLocked(person, useNow());
  const close = () => setAsked(null);
  return (
    <Group gap="sm">
      <Button variant="default" size="sm" loading={reset.isPending} onClick={() => reset.mutate(person)}>
        Send a password reset
      </Button>
      {isShut ? (
        <Button variant="default" size="sm" loading={unlock.isPending} onClick={() => unlock.mutate(person)}>
          Unlock
        </Button>
      ) : (
        <Button variant="default" size="sm" onClick={() => setAsked('lock')}>
          Lock for a while
        </Button>
      )}
      {person.is_active ? (
        <Button variant="light" color="red" size="sm" onClick={() => setAsked('suspend')}>
          Suspend
        </Button>
      ) : (
        <Button size="sm" loading={reactivate.isPending} onClick={() => reactivate.mutate(person)}>
          Let them in again
        </Button>
      )}
      {asked === 'suspend' && <SuspendDialog person={person} onClose={close} />}
      {asked === 'lock' && <LockDialog person={person} onClose={close} />}
    </Group>
  );
}

/** What is known of an account, and what can be done with it. */
export function PersonAccount({ person, isSelf }: { person: User; isSelf: boolean }) {
  return (
    <>
      <Facts person={person} />
      {isSelf ? (
        <p className={classes.hint}>
          This is you. Your password and your devices are in <Anchor renderRoot={(props) => <Link to="/settings/security" {...props} />} inherit>your own settings</Anchor>.
        </p>
      ) : (
        <Actions person={person} />
      )}
    </>
  );
}
