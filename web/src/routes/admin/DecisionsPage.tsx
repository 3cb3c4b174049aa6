import { Decisions } from '../../features/security/Decisions';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function DecisionsPage() {
  return (
    <SettingsSection title="Decisions" lead="Who asked for what beyond their own things. Nothing here is ever changed.">
      <Decisions />
    </SettingsSection>
  );
}
