import { ActionIcon, Tooltip } from '@mantine/core';
import { ForkIcon } from '../../ui/icons';

/** Goes on from here in a chat of its own; this one stays as it is. */
export function ForkButton({ onFork }: { onFork: () => void }) {
  return (
    <Tooltip label="New chat from here" openDelay={400}>
      <ActionIcon variant="subtle" color="gray" size="md" aria-label="New chat from here" onClick={onFork}>
        <ForkIcon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
