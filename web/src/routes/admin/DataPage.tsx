import { Tables } from '../../features/data/Tables';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function DataPage() {
  return (
    <SettingsSection title="Data" lead="How much is where. Nobody sees what others have written, administrators neither.">
      <Tables />
    </SettingsSection>
  );
}
