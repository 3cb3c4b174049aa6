import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AiModel, AiModelChanges, AiModelCreation, AiModelPage, AiModelTrial, DiscoveredModels } from '../../api/types';

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: () => api.get<AiModelPage>('/ai-models?limit=100'),
});

/** What an Ollama on the server's machine offers; for administrators. */
export const discoveredModelsQuery = queryOptions({
  queryKey: ['models', 'discovered'],
  queryFn: () => api.get<DiscoveredModels>('/ai-models/discovered'),
});

function useRefresh() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: modelsQuery.queryKey });
}

export function useAddModel() {
  return useMutation({
    mutationFn: (model: AiModelCreation) => api.post<AiModel>('/ai-models', model),
    onSuccess: useRefresh(),
  });
}

export function useChangeModel() {
  return useMutation({
    mutationFn: ({ id, changes }: { id: string; changes: AiModelChanges }) => api.patch<AiModel>(`/ai-models/${id}`, changes),
    onSuccess: useRefresh(),
  });
}

export function useRemoveModel() {
  return useMutation({
    mutationFn: (id: string) => api.remove(`/ai-models/${id}`),
    onSuccess: useRefresh(),
  });
}

/** Really asks the model something tiny. */
export function useTryModel() {
  return useMutation({
    mutationFn: (id: string) => api.post<AiModelTrial>(`/ai-models/${id}/test`),
  });
}
