import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Thread } from '../../api/types';
import { DotsIcon, PencilIcon, TrashIcon } from '../../ui/icons';
import { DeleteDialog, RenameDialog } from './ThreadDialogs';
import { threadTitle } from './threadTitle';

export function ThreadMenu({ thread, className }: { thread: Thread; className?: string | undefined }) {
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null);
  const { threadId } = useParams({ strict: false });
  const navigate = useNavigate();
  const close = () => setDialog(null);
  const leave = () => {
    if (threadId === thread.id) void navigate({ to: '/', replace: true });
  };
  return (
    <>
      <Menu position="bottom-end" width={170} withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="md" className={className ?? ''} aria-label={`Options for “${threadTitle(thread)}”`}>
            <DotsIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<PencilIcon size={16} />} onClick={() => setDialog('rename')}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<TrashIcon size={16} />} color="var(--clew-danger)" onClick={() => setDialog('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rename' && <RenameDialog thread={thread} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog thread={thread} onClose={close} onDeleted={leave} />}
    </>
  );
}
