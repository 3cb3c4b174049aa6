import { api, type Versioned } from '../../api/client';
import type { UserSettings } from '../../api/types';
import { preferenceFields } from './preferences';
import { userSettingsQuery } from './queries';
import { SettingsForm } from './SettingsForm';

const itself = (settings: Versioned<UserSettings>) => settings;

/** What one person has settled for themself, on all their devices. */
export function PreferencesForm() {
  return (
    <SettingsForm
      query={userSettingsQuery}
      fieldsOf={preferenceFields}
      versionOf={itself}
      save={(changes, etag) => api.patchVersion<UserSettings>('/user-settings/me', changes, etag)}
      done="Your preferences are saved."
    />
  );
}
