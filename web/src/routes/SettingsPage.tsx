import { SettingsFrame } from './SettingsFrame';

const TABS = [
  { to: '/settings', label: 'Preferences' },
  { to: '/settings/account', label: 'Account' },
  { to: '/settings/security', label: 'Security' },
  { to: '/settings/devices', label: 'Devices' },
  { to: '/settings/tokens', label: 'API tokens' },
  { to: '/settings/history', label: 'History' },
  { to: '/settings/models', label: 'Models' },
] as const;

/** The frame of the pages about oneself. */
export function SettingsPage() {
  return <SettingsFrame title="Settings" tabs={TABS} />;
}
