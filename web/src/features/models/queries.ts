import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AiModelPage } from '../../api/types';

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: () => api.get<AiModelPage>('/ai-models'),
});
