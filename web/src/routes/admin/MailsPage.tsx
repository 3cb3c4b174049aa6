import { Mails } from '../../features/mails/Mails';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function MailsPage() {
  return (
    <SettingsSection title="Mails" lead="What Clew wrote to people and could not send, so that you can tell them.">
      <Mails />
    </SettingsSection>
  );
}
