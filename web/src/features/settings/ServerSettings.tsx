import { Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, ApiProblem, type Versioned } from '../../api/client';
import type { SystemSetting, SystemSettingPage } from '../../api/types';
import { ResourceForm } from '../../ui/form/ResourceForm';
import { ListFailed } from '../../ui/list/ListStates';
import { systemSettingsQuery } from './queries';
import { fieldOfItem, systemChanges, systemFields, systemValues } from './systemFields';

// All of them have no version together; each row has its own.
const asVersion = (settings: readonly SystemSetting[]): Versioned<object> => ({ item: systemValues(settings), etag: null });

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
  const { data, error, refetch } = useQuery(systemSettingsQuery);
  const fields = useMemo(() => systemFields(data?.items ?? []), [data]);
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={160} aria-label="Loading" aria-busy="true" />;
  return (
    <ResourceForm
      fields={fields}
      of={{
        version: asVersion(data.items),
        save: async (changes) => {
          const saved = await saveAll(changes);
          queryClient.setQueryData(systemSettingsQuery.queryKey, saved);
          // What strangers see before they sign in.
          void queryClient.invalidateQueries({ queryKey: ['auth', 'status'] });
          return asVersion(saved.items);
        },
        load: async () => asVersion((await queryClient.fetchQuery({ ...systemSettingsQuery, staleTime: 0 })).items),
      }}
      action="Save"
      onSaved={() => notifications.show({ message: 'The settings are saved.' })}
    />
  );
}
