import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { CheckIcon, CopyIcon } from './icons';

interface CopyButtonProps {
  label: string;
  /** Asked at the click, so that a growing answer need not be collected on every render. */
  text: () => string;
}

export function CopyButton({ label, text }: CopyButtonProps) {
  const clipboard = useClipboard({ timeout: 1600 });
  const shown = clipboard.copied ? 'Copied' : clipboard.error ? 'Copying needs https or localhost' : label;
  return (
    <Tooltip label={shown} openDelay={400}>
      <ActionIcon variant="subtle" color="gray" size="md" aria-label={shown} onClick={() => clipboard.copy(text())}>
        {clipboard.copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
