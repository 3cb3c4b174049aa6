import { SettingsSection } from '../../features/settings/SettingsSection';
import { Tokens } from '../../features/tokens/Tokens';

export function TokensPage() {
  return (
    <SettingsSection title="API tokens" lead="For scripts and programs that use Clew in your name.">
      <Tokens />
    </SettingsSection>
  );
}
