import { useQueryClient } from '@tanstack/react-query';
import { api, ApiProblem, type Versioned } from '../../api/client';
import type { SystemSettingPage } from '../../api/types';
import { authStatusQuery } from '../auth/queries';
import { systemSettingsQuery } from './queries';
import { SettingsForm } from './SettingsForm';
import { fieldOfItem, systemChanges, systemFields, systemValues } from './systemFields';

const fieldsOf = ({ items }: SystemSettingPage) => systemFields(items);
// All of them have no version together; each row has its own.
const versionOf = ({ items }: SystemSettingPage): Versioned<object> => ({ item: systemValues(items), etag: null });

async function saveAll(changes: Record<string, unknown>): Promise<SystemSettingPage> {
  const items = systemChanges(changes);
  try {
    return await api.patch<SystemSettingPage>('/system-settings', { items });
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    throw error.placed((path) => fieldOfItem(items, path));
  }
}

/** What holds for everybody on this server; administrators change it, all at once or nothing. */
export function ServerSettings() {
  const queryClient = useQueryClient();
  return (
    <SettingsForm
      query={systemSettingsQuery}
      fieldsOf={fieldsOf}
      versionOf={versionOf}
      save={saveAll}
      done="The settings are saved."
      // What strangers see before they sign in.
      onSaved={() => void queryClient.invalidateQueries({ queryKey: authStatusQuery.queryKey })}
    />
  );
}
