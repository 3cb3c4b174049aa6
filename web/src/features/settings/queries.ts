import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { ProfileChanges, SystemSettingPage, User, UserSettings } from '../../api/types';
import { currentUserQuery } from '../auth/queries';

export const userSettingsQuery = queryOptions({
  queryKey: ['user-settings'],
  queryFn: ({ signal }) => api.getVersioned<UserSettings>('/user-settings/me', signal),
});

/** Of the whole server; for administrators. */
export const systemSettingsQuery = queryOptions({
  queryKey: ['system-settings'],
  queryFn: ({ signal }) => api.get<SystemSettingPage>('/system-settings?limit=100', signal),
});

export function useSaveProfile() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: ProfileChanges) => api.patch<User>('/users/me', changes),
    onSuccess: (user) => queryClient.setQueryData(currentUserQuery.queryKey, user),
  });
}

