import { Roles } from '../../features/people/Roles';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function RolesPage() {
  return (
    <SettingsSection title="Roles" lead="Each role has the rights of those it builds on, and its own.">
      <Roles />
    </SettingsSection>
  );
}
