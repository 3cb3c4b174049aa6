import { ActionIcon, Menu } from '@mantine/core';
import type { Thread } from '../../api/types';
import { ArchiveIcon, ClockIcon, DotsIcon, DownloadIcon, PencilIcon, PinIcon, ShareIcon, TrashIcon } from '../../ui/icons';
import { useDialogs } from '../dialogs/context';
import { exportAddress, type ExportFormat } from './exportAddress';
import { threadTitle } from './threadTitle';
import { useThreadActions } from './useThreadActions';

interface ThreadMenuProps {
  thread: Thread;
  className?: string | undefined;
  onRename: () => void;
  /** Before the thread leaves its list. */
  onLeave?: (() => void) | undefined;
}

function ExportItem({ thread, format, label }: { thread: Thread; format: ExportFormat; label: string }) {
  return (
    <Menu.Item leftSection={<DownloadIcon size={16} />} component="a" href={exportAddress(thread.id, format)} download>
      {label}
    </Menu.Item>
  );
}

export function ThreadMenu({ thread, className, onRename, onLeave }: ThreadMenuProps) {
  const { setPinned, archive, unarchive, keep, bin } = useThreadActions();
  const { open } = useDialogs();
  const leaving = (act: () => void) => () => {
    onLeave?.();
    act();
  };
  return (
    <Menu position="bottom-end" width={210} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="md" className={className ?? ''} aria-label={`Options for “${threadTitle(thread)}”`}>
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<PencilIcon size={16} />} onClick={onRename}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<PinIcon size={16} />} onClick={() => setPinned(thread, !thread.is_pinned)}>
          {thread.is_pinned ? 'Unpin' : 'Pin'}
        </Menu.Item>
        <Menu.Item leftSection={<ShareIcon size={16} />} onClick={() => open({ name: 'share', thread })}>
          Share…
        </Menu.Item>
        <ExportItem thread={thread} format="markdown" label="Export as Markdown" />
        <ExportItem thread={thread} format="json" label="Export as JSON" />
        <Menu.Divider />
        {thread.is_temporary && (
          <Menu.Item leftSection={<ClockIcon size={16} />} onClick={() => keep(thread)}>
            Keep this chat
          </Menu.Item>
        )}
        <Menu.Item leftSection={<ArchiveIcon size={16} />} onClick={leaving(() => (thread.is_archived ? unarchive(thread) : archive(thread)))}>
          {thread.is_archived ? 'Take out of the archive' : 'Archive'}
        </Menu.Item>
        <Menu.Item leftSection={<TrashIcon size={16} />} color="var(--clew-danger)" onClick={leaving(() => bin(thread))}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
