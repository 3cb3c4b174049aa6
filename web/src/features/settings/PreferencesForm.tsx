import { Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../api/client';
import type { UserSettings } from '../../api/types';
import { ResourceForm } from '../../ui/form/ResourceForm';
import { ListFailed } from '../../ui/list/ListStates';
import { preferenceFields } from './preferences';
import { userSettingsQuery } from './queries';

/** What one person has settled for themself, on all their devices. */
export function PreferencesForm() {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(userSettingsQuery);
  const fields = useMemo(() => preferenceFields(), []);
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} aria-label="Loading" aria-busy="true" />;
  return (
    <ResourceForm
      fields={fields}
      of={{
        version: data,
        save: async (changes, etag) => {
          const saved = await api.patchVersion<UserSettings>('/user-settings/me', changes, etag);
          queryClient.setQueryData(userSettingsQuery.queryKey, saved);
          return saved;
        },
        load: () => queryClient.fetchQuery({ ...userSettingsQuery, staleTime: 0 }),
      }}
      action="Save"
      onSaved={() => notifications.show({ message: 'Your preferences are saved.' })}
    />
  );
}
