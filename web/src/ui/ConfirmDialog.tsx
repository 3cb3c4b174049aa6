import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFocusBack } from '../lib/focus';

interface ConfirmDialogProps {
  title: string;
  /** What will be lost. */
  children: ReactNode;
  action: string;
  /** What the button says that leaves all as it is. */
  refusal?: string;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is done that cannot be taken back. */
export function ConfirmDialog({ title, children, action, refusal = 'Keep it', isPending, onConfirm, onClose }: ConfirmDialogProps) {
  useFocusBack();
  return (
    <Modal opened returnFocus={false} onClose={onClose} title={title} centered>
      <Stack>
        <Text lh={1.6}>{children}</Text>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {refusal}
          </Button>
          <Button color="red" loading={isPending} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
