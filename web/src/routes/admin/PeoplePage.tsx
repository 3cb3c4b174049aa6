import { People } from '../../features/people/People';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function PeoplePage() {
  return (
    <SettingsSection title="People" lead="Everybody with an account. What they write is theirs: administrators do not see it.">
      <People />
    </SettingsSection>
  );
}
