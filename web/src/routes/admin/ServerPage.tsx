import { ServerSettings } from '../../features/settings/ServerSettings';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function ServerPage() {
  return (
    <SettingsSection title="Server" lead="What holds for everybody here. Only administrators see and change it.">
      <ServerSettings />
    </SettingsSection>
  );
}
