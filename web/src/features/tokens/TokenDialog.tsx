import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { NewApiToken } from '../../api/types';
import { useFocusBack } from '../../lib/focus';
import { CheckIcon, CopyIcon } from '../../ui/icons';
import classes from './Tokens.module.css';

/** Shows a token the only time that it is told; a slip of the hand does not close it. */
export function TokenDialog({ token, onClose }: { token: NewApiToken; onClose: () => void }) {
  useFocusBack();
  const { copied, error, copy } = useClipboard({ timeout: 1600 });
  return (
    <Modal opened returnFocus={false} onClose={onClose} title={`The token “${token.name}”`} size="lg" centered withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false}>
      <Stack>
        <Text lh={1.6}>Copy it now to where it is used. It is not shown again. Whoever has it can do what it may, so keep it like a password.</Text>
        <code className={classes.token} aria-label="Token">
          {token.token}
        </code>
        <Group justify="space-between">
          <Button variant="default" data-autofocus leftSection={copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />} onClick={() => copy(token.token)}>
            {copied ? 'Copied' : error ? 'Copying needs https or localhost' : 'Copy'}
          </Button>
          <Button onClick={onClose}>I have saved it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
