import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Thread } from '../../api/types';
import { COLOR_SCHEMES } from '../../ui/colorSchemes';
import { ArchiveIcon, ClockIcon, ComposeIcon, DownloadIcon, KeyboardIcon, PinIcon, SettingsIcon, ShareIcon, SignOutIcon, TrashIcon, UploadIcon } from '../../ui/icons';
import { notifyProblem } from '../../ui/notify';
import { useSignOut } from '../auth/queries';
import { useDialogs } from '../dialogs/context';
import { exportAddress, type ExportFormat } from '../threads/exportAddress';
import { threadQuery } from '../threads/queries';
import { useThreadActions } from '../threads/useThreadActions';

export interface PaletteAction {
  label: string;
  /** Other words for it. */
  also?: string;
  icon: ReactNode;
  run: () => void;
}

function useThreadOnPage(): Thread | undefined {
  const { threadId } = useParams({ strict: false });
  return useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined }).data;
}

function save(threadId: string, format: ExportFormat): void {
  const link = document.createElement('a');
  link.href = exportAddress(threadId, format);
  link.download = '';
  link.click();
}

/** What can be done with the chat on the page. */
export function useThreadPaletteActions(): PaletteAction[] {
  const thread = useThreadOnPage();
  const { setPinned, archive, unarchive, keep, bin } = useThreadActions();
  const { open } = useDialogs();
  if (!thread) return [];
  return [
    {
      label: thread.is_pinned ? 'Unpin this chat' : 'Pin this chat',
      icon: <PinIcon />,
      run: () => setPinned(thread, !thread.is_pinned),
    },
    thread.is_archived
      ? { label: 'Take this chat out of the archive', icon: <ArchiveIcon />, run: () => unarchive(thread) }
      : { label: 'Archive this chat', icon: <ArchiveIcon />, run: () => archive(thread) },
    ...(thread.is_temporary ? [{ label: 'Keep this chat', icon: <ClockIcon />, run: () => keep(thread) }] : []),
    { label: 'Share this chat…', also: 'link', icon: <ShareIcon />, run: () => open({ name: 'share', thread }) },
    { label: 'Export this chat as Markdown', also: 'download save', icon: <DownloadIcon />, run: () => save(thread.id, 'markdown') },
    { label: 'Export this chat as JSON', also: 'download save', icon: <DownloadIcon />, run: () => save(thread.id, 'json') },
    { label: 'Delete this chat', also: 'remove bin', icon: <TrashIcon />, run: () => bin(thread) },
  ];
}

/** What can be done from any page. */
export function usePaletteActions(): PaletteAction[] {
  const navigate = useNavigate();
  const { open } = useDialogs();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  return [
    { label: 'New chat', icon: <ComposeIcon />, run: () => void navigate({ to: '/' }) },
    { label: 'New temporary chat', icon: <ClockIcon />, run: () => void navigate({ to: '/', search: { temporary: true } }) },
    { label: 'Open the archive', icon: <ArchiveIcon />, run: () => void navigate({ to: '/archive' }) },
    { label: 'Open the bin', also: 'deleted restore trash', icon: <TrashIcon />, run: () => void navigate({ to: '/bin' }) },
    { label: 'Import chats…', also: 'upload', icon: <UploadIcon />, run: () => open({ name: 'import' }) },
    { label: 'Settings', also: 'profile models preferences', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings' }) },
    ...COLOR_SCHEMES.map(({ value, label, icon }) => ({
      label: `Appearance: ${label}`,
      also: 'theme colour color mode',
      icon,
      run: () => setColorScheme(value),
    })),
    { label: 'Keyboard shortcuts', also: 'keys help', icon: <KeyboardIcon />, run: () => open({ name: 'shortcuts' }) },
    { label: 'Sign out', also: 'log out leave', icon: <SignOutIcon />, run: () => signOut.mutate(undefined, { onError: notifyProblem }) },
  ];
}
