import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { problemOf } from '../../api/client';
import type { Passkey } from '../../api/types';
import { passkeyProblem } from '../../lib/passkey';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FormDialog } from '../../ui/form/FormDialog';
import { notifyProblem } from '../../ui/notify';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { deviceName } from '../security/device';
import { useAddPasskey, useRemovePasskey } from './passkeys';

/** Names a new passkey, and has the browser make it. */
export function AddPasskeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState(() => deviceName(navigator.userAgent));
  const add = useAddPasskey();
  const problem = passkeyProblem(add.error) ?? problemOf(add.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name.trim(), { onSuccess: onClose });
  };
  return (
    <FormDialog title="Add a passkey" onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <Text lh={1.6}>Your browser will ask you to unlock this device, a phone or a security key. After that, the same unlocks Clew.</Text>
          <TextInput
            label="Name"
            description="So that you know it again"
            name="name"
            autoComplete="off"
            maxLength={100}
            data-autofocus
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              {problem ? 'Try again' : 'Continue'}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  );
}

export function RemovePasskeyDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const remove = useRemovePasskey();
  return (
    <ConfirmDialog title="Remove this passkey?" action="Remove" isPending={remove.isPending} onConfirm={() => remove.mutate(passkey, { onSuccess: onClose, onError: notifyProblem })} onClose={onClose}>
      “{passkey.name}” will not sign you in any more. Your device may still offer it; you can delete it there, too.
    </ConfirmDialog>
  );
}
