import { useQuery } from '@tanstack/react-query';
import { Passkeys } from '../../features/factors/Passkeys';
import { Phones } from '../../features/factors/Phones';
import { canTextQuery, PHONES_FIRST, phones } from '../../features/factors/phones';
import { SecondStep } from '../../features/factors/SecondStep';
import { SettingsSection } from '../../features/settings/SettingsSection';
import { useResourcePages } from '../../ui/list/useResourcePages';

/** What one proves oneself with. */
export function SecuritySettingsPage() {
  const { data: canText = false } = useQuery(canTextQuery);
  const hasPhones = (useResourcePages(phones, PHONES_FIRST.parameters).items?.length ?? 0) > 0;
  return (
    <>
      <SettingsSection title="Second step" lead="Whoever learns your password still cannot get in without it.">
        <SecondStep />
      </SettingsSection>
      <SettingsSection title="Passkeys" lead="Sign in with your fingerprint, your face or a PIN, and no password.">
        <Passkeys />
      </SettingsSection>
      {(canText || hasPhones) && (
        <SettingsSection title="Phone numbers" lead="The primary one is your account’s, and gets codes by text message if you turn them on.">
          <Phones />
        </SettingsSection>
      )}
    </>
  );
}
