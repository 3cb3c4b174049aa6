import { Devices } from '../../features/security/Devices';
import { OwnEvents } from '../../features/security/Events';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function SecuritySettingsPage() {
  return (
    <>
      <SettingsSection title="Where you are signed in" lead="A device that you do not know is best signed out at once.">
        <Devices />
      </SettingsSection>
      <SettingsSection title="What happened" lead="Everything that matters to the safety of your account.">
        <OwnEvents />
      </SettingsSection>
    </>
  );
}
