import { Devices } from '../../features/security/Devices';
import { TrustedDevices } from '../../features/security/TrustedDevices';
import { SettingsSection } from '../../features/settings/SettingsSection';

/** Where one is signed in, and where one is asked less. */
export function DevicesPage() {
  return (
    <>
      <SettingsSection title="Where you are signed in" lead="A device that you do not know is best signed out at once.">
        <Devices />
      </SettingsSection>
      <SettingsSection title="Trusted devices" lead="They are not asked for a second step.">
        <TrustedDevices />
      </SettingsSection>
    </>
  );
}
