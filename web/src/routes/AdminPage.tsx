import { SettingsFrame } from './SettingsFrame';

const TABS = [
  { to: '/admin', label: 'People' },
  { to: '/admin/invitations', label: 'Invitations' },
  { to: '/admin/mails', label: 'Mails' },
  { to: '/admin/roles', label: 'Roles' },
  { to: '/admin/events', label: 'Events' },
  { to: '/admin/decisions', label: 'Decisions' },
  { to: '/admin/server', label: 'Server' },
  { to: '/admin/data', label: 'Data' },
] as const;

/** The frame of the pages about everybody, which the server shows to administrators alone. */
export function AdminPage() {
  return <SettingsFrame title="Administration" tabs={TABS} />;
}
