import { useIsAdministrator } from '../../features/auth/queries';
import { ModelList } from '../../features/models/ModelList';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function ModelSettingsPage() {
  const isAdministrator = useIsAdministrator();
  const lead = 'Everybody on this server shares these models.';
  return (
    <SettingsSection title="Models" lead={isAdministrator ? lead : `${lead} Only administrators change them.`}>
      <ModelList isEditable={isAdministrator} />
    </SettingsSection>
  );
}
