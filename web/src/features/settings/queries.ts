import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AiModel, Page, User } from '../../api/types';
import { currentUserQuery } from '../auth/queries';

export const modelsQuery = queryOptions({
  queryKey: ['ai-models'],
  queryFn: () => api.get<Page<AiModel>>('/ai-models'),
});

export function useSaveProfile() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: Pick<User, 'full_name'>) => api.patch<User>('/users/me', changes),
    onSuccess: (user) => queryClient.setQueryData(currentUserQuery.queryKey, user),
  });
}
