import { useDocumentTitle } from '@mantine/hooks';
import { useRouteContext } from '@tanstack/react-router';
import { ModelList } from '../features/models/ModelList';
import { ProfileForm } from '../features/settings/ProfileForm';
import classes from '../features/settings/Settings.module.css';
import { SettingsSection } from '../features/settings/SettingsSection';
import { ColorSchemePicker } from '../ui/ColorSchemePicker';
import { PageHeader } from './PageHeader';

// The role that may change models; the server decides in any case.
const ADMINISTRATOR = 'administrator';

export function SettingsPage() {
  useDocumentTitle('Settings · Clew');
  const { user } = useRouteContext({ from: '/app' });
  return (
    <>
      <PageHeader title="Settings" />
      <div className={classes.page}>
        <div className={classes.column}>
          <SettingsSection title="Profile">
            <dl className={classes.facts}>
              <dt>User name</dt>
              <dd>{user.username}</dd>
              <dt>Email</dt>
              <dd>{user.email}</dd>
            </dl>
            <ProfileForm user={user} />
          </SettingsSection>
          <SettingsSection title="Appearance" lead="Kept in this browser. Auto follows your system.">
            <ColorSchemePicker />
          </SettingsSection>
          <SettingsSection title="Models" lead="The models that can answer on this server.">
            <ModelList isEditable={user.roles.includes(ADMINISTRATOR)} />
          </SettingsSection>
          <SettingsSection title="About" lead="Clew is your own assistant. It runs on your server and keeps there what you write.">
            <dl className={classes.facts}>
              <dt>Web client</dt>
              <dd>{__CLEW_VERSION__}</dd>
            </dl>
          </SettingsSection>
        </div>
      </div>
    </>
  );
}
