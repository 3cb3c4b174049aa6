import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Thread } from '../../api/types';
import { notifyProblem } from '../../ui/notify';
import { useDeleteThread, useRenameThread } from './queries';
import { threadTitle } from './threadTitle';

interface DialogProps {
  thread: Thread;
  onClose: () => void;
}

export function RenameDialog({ thread, onClose }: DialogProps) {
  const [title, setTitle] = useState(thread.title);
  const rename = useRenameThread();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ id: thread.id, title: title.trim() }, { onSuccess: onClose, onError: notifyProblem });
  };
  return (
    <Modal opened onClose={onClose} title="Rename chat" centered>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Title"
            data-autofocus
            maxLength={255}
            required
            withAsterisk={false}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={rename.isPending} disabled={title.trim() === ''}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function DeleteDialog({ thread, onClose, onDeleted }: DialogProps & { onDeleted: () => void }) {
  const remove = useDeleteThread();
  const confirm = () => {
    remove.mutate(thread.id, {
      onSuccess: () => {
        onClose();
        onDeleted();
      },
      onError: notifyProblem,
    });
  };
  return (
    <Modal opened onClose={onClose} title="Delete this chat?" centered>
      <Stack>
        <Text lh={1.6}>“{threadTitle(thread)}” and all its messages will be deleted. This cannot be undone.</Text>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button color="red" loading={remove.isPending} onClick={confirm}>
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
