import { Button, Group, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { saveText } from '../../lib/saveText';
import { CheckIcon, CopyIcon, DownloadIcon } from '../../ui/icons';
import classes from './Factors.module.css';

const sheetOf = (codes: string[]) => `Backup codes for Clew at ${window.location.host}\nEach works once, in place of a code from your phone.\n\n${codes.join('\n')}\n`;

/** The codes themselves, the only time that they are shown. */
export function CodeSheet({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { copied, error, copy } = useClipboard({ timeout: 1600 });
  return (
    <Stack>
      <Text lh={1.6}>Keep these where you find them without your phone. Each signs you in once. They are not shown again.</Text>
      <ul className={classes.codes} aria-label="Backup codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs">
        <Button variant="default" data-autofocus leftSection={<DownloadIcon size={16} />} onClick={() => saveText('clew-backup-codes.txt', sheetOf(codes))}>
          Download
        </Button>
        <Button variant="default" leftSection={copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />} onClick={() => copy(codes.join('\n'))}>
          {copied ? 'Copied' : error ? 'Copying needs https or localhost' : 'Copy'}
        </Button>
      </Group>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have saved them</Button>
      </Group>
    </Stack>
  );
}
