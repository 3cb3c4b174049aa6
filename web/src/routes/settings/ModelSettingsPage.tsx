import { useIsAdministrator } from '../../features/auth/queries';
import { ModelList } from '../../features/models/ModelList';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function ModelSettingsPage() {
  return (
    <SettingsSection title="Models" lead="The models that can answer on this server.">
      <ModelList isEditable={useIsAdministrator()} />
    </SettingsSection>
  );
}
