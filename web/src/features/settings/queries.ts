import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { SystemSettingPage, User, UserSettings } from '../../api/types';

/** Oneself, with the version that a change is made to. */
export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: ({ signal }) => api.getVersioned<User>('/users/me', signal),
});

export const userSettingsQuery = queryOptions({
  queryKey: ['user-settings'],
  queryFn: ({ signal }) => api.getVersioned<UserSettings>('/user-settings/me', signal),
});

/** Of the whole server; for administrators. */
export const systemSettingsQuery = queryOptions({
  queryKey: ['system-settings'],
  queryFn: ({ signal }) => api.get<SystemSettingPage>('/system-settings?limit=100', signal),
});
