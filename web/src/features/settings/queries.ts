import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AiModelPage, ProfileChanges, User } from '../../api/types';
import { currentUserQuery } from '../auth/queries';

export const modelsQuery = queryOptions({
  queryKey: ['ai-models'],
  queryFn: () => api.get<AiModelPage>('/ai-models'),
});

export function useSaveProfile() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: ProfileChanges) => api.patch<User>('/users/me', changes),
    onSuccess: (user) => queryClient.setQueryData(currentUserQuery.queryKey, user),
  });
}
