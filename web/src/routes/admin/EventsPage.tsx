import { AllEvents } from '../../features/security/Events';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function EventsPage() {
  return (
    <SettingsSection title="Security events" lead="What matters to the safety of all accounts.">
      <AllEvents />
    </SettingsSection>
  );
}
