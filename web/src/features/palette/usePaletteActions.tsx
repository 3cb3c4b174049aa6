import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Thread } from '../../api/types';
import { COLOR_SCHEMES } from '../../ui/colorSchemes';
import {
  ArchiveIcon,
  ClockIcon,
  ComposeIcon,
  DatabaseIcon,
  DownloadIcon,
  KeyboardIcon,
  MemoryIcon,
  PinIcon,
  PlusIcon,
  ProjectIcon,
  SettingsIcon,
  ShieldIcon,
  ShareIcon,
  SignOutIcon,
  TodoIcon,
  TrashIcon,
  UploadIcon,
} from '../../ui/icons';
import { NEW } from '../../ui/list/useListRequest';
import { notifyProblem } from '../../ui/notify';
import { useIsAdministrator, useSignOut } from '../auth/queries';
import { useDialogs } from '../dialogs/context';
import { useAppearance } from '../settings/appearance';
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
  const isAdministrator = useIsAdministrator();
  const signOut = useSignOut();
  const { choose } = useAppearance();
  return [
    { label: 'New chat', icon: <ComposeIcon />, run: () => void navigate({ to: '/' }) },
    { label: 'New temporary chat', icon: <ClockIcon />, run: () => void navigate({ to: '/', search: { temporary: true } }) },
    { label: 'Open the archive', icon: <ArchiveIcon />, run: () => void navigate({ to: '/archive' }) },
    { label: 'Open the bin', also: 'deleted restore trash', icon: <TrashIcon />, run: () => void navigate({ to: '/bin' }) },
    { label: 'Import chats…', also: 'upload', icon: <UploadIcon />, run: () => open({ name: 'import' }) },
    { label: 'Todos', also: 'tasks to do list', icon: <TodoIcon />, run: () => void navigate({ to: '/todos' }) },
    { label: 'Add a todo', also: 'new task', icon: <PlusIcon />, run: () => void navigate({ to: '/todos', search: { open: NEW } }) },
    { label: 'Memories', also: 'what Clew knows remembers', icon: <MemoryIcon />, run: () => void navigate({ to: '/memories' }) },
    { label: 'Projects', icon: <ProjectIcon />, run: () => void navigate({ to: '/projects' }) },
    { label: 'Settings', also: 'preferences appearance time zone language', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings' }) },
    { label: 'Account', also: 'settings profile name email address password close', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings/account' }) },
    { label: 'Security', also: 'settings second step authenticator passkeys backup codes', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings/security' }) },
    { label: 'Devices', also: 'settings sessions signed in trusted', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings/devices' }) },
    { label: 'API tokens', also: 'settings programs scripts', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings/tokens' }) },
    { label: 'History', also: 'settings security events what happened', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings/history' }) },
    { label: 'Models', also: 'settings keys providers', icon: <SettingsIcon />, run: () => void navigate({ to: '/settings/models' }) },
    ...(isAdministrator
      ? [
          { label: 'Administration', also: 'people users accounts', icon: <ShieldIcon />, run: () => void navigate({ to: '/admin' }) },
          { label: 'Roles', also: 'permissions rights', icon: <ShieldIcon />, run: () => void navigate({ to: '/admin/roles' }) },
          { label: 'Security events', also: 'audit log', icon: <ShieldIcon />, run: () => void navigate({ to: '/admin/events' }) },
          { label: 'Decisions', also: 'audit log permissions', icon: <ShieldIcon />, run: () => void navigate({ to: '/admin/decisions' }) },
          { label: 'Server settings', also: 'registration sessions', icon: <SettingsIcon />, run: () => void navigate({ to: '/admin/server' }) },
          { label: 'Data', also: 'settings database tables', icon: <DatabaseIcon />, run: () => void navigate({ to: '/admin/data' }) },
        ]
      : []),
    ...COLOR_SCHEMES.map(({ value, label, icon }) => ({
      label: `Appearance: ${label}`,
      also: 'theme colour color mode',
      icon,
      run: () => choose(value),
    })),
    { label: 'Keyboard shortcuts', also: 'keys help', icon: <KeyboardIcon />, run: () => open({ name: 'shortcuts' }) },
    { label: 'Sign out', also: 'log out leave', icon: <SignOutIcon />, run: () => signOut.mutate(undefined, { onError: notifyProblem }) },
  ];
}
