import { useAppearance } from '../../features/settings/appearance';
import { PreferencesForm } from '../../features/settings/PreferencesForm';
import classes from '../../features/settings/Settings.module.css';
import { SettingsSection } from '../../features/settings/SettingsSection';
import { ColorSchemePicker } from '../../ui/ColorSchemePicker';

export function OwnSettingsPage() {
  const { colorScheme, choose } = useAppearance();
  return (
    <>
      <SettingsSection title="Appearance" lead="On all your devices. Auto follows the system of each.">
        <ColorSchemePicker value={colorScheme} onChange={choose} />
      </SettingsSection>
      <SettingsSection title="Preferences">
        <PreferencesForm />
      </SettingsSection>
      <SettingsSection title="About" lead="Clew is your own assistant. It runs on your server and keeps there what you write.">
        <dl className={classes.facts}>
          <dt>Web client</dt>
          <dd>{__CLEW_VERSION__}</dd>
        </dl>
      </SettingsSection>
    </>
  );
}
