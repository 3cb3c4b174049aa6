import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';

/** Asks before a page or a dialog is left with something unsaved in it. Stands inside a `Modal.Stack` where a dialog is under it. */
export function LeaveGuard({ hasUnsaved }: { hasUnsaved: () => boolean }) {
  const { status, proceed, reset } = useBlocker({ shouldBlockFn: hasUnsaved, enableBeforeUnload: hasUnsaved, withResolver: true });
  return (
    <Modal stackId="leave" opened={status === 'blocked'} onClose={() => reset?.()} title="Leave without saving?" centered withCloseButton={false}>
      <Stack>
        <Text lh={1.6}>What you have written here is not saved yet.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => proceed?.()}>
            Leave
          </Button>
          <Button data-autofocus onClick={() => reset?.()}>
            Keep editing
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
