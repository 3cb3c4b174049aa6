import { ServerSettings } from '../../features/settings/ServerSettings';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function ServerSettingsPage() {
  return (
    <SettingsSection title="Server" lead="What holds for everybody here. Only administrators see and change it.">
      <ServerSettings />
    </SettingsSection>
  );
}
