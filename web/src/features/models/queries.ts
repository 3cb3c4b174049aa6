import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AiModel, AiModelCreation, AiModelPage, AiModelTrial, DiscoveredModels } from '../../api/types';
import { notifyProblem } from '../../ui/notify';
import { models } from './models';

export const modelsQuery = queryOptions({
  queryKey: [...models.all, 'list'],
  queryFn: ({ signal }) => api.get<AiModelPage>('/ai-models?limit=100', signal),
});

/** What an Ollama on the server's machine offers; for administrators. */
export const discoveredModelsQuery = queryOptions({
  queryKey: [...models.all, 'discovered'],
  queryFn: ({ signal }) => api.get<DiscoveredModels>('/ai-models/discovered', signal),
});

function useModelMutation<Of>(send: (of: Of) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => queryClient.invalidateQueries({ queryKey: models.all }), onError: notifyProblem });
}

export const useAddModel = () => useModelMutation((model: AiModelCreation) => api.post<AiModel>('/ai-models', model));
export const useSwitchModel = () => useModelMutation(({ id, is_active: isActive }: AiModel) => models.change(id, { is_active: !isActive }));
export const usePreferModel = () => useModelMutation(({ id }: AiModel) => models.change(id, { is_default: true }));
export const useRemoveModel = () => useModelMutation(({ id }: AiModel) => models.remove(id));

/** Really asks the model something tiny. */
export function useTryModel() {
  return useMutation({
    mutationFn: ({ id }: AiModel) => api.post<AiModelTrial>(`/ai-models/${id}/test`),
  });
}
