import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/client';
import { currentUserQuery } from '../features/auth/queries';

const MAX_RETRIES = 2;

/** `onSignedOut` is called when the server no longer knows the session of somebody who was signed in. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (!(error instanceof ApiProblem) || error.status !== 401) return;
    if (!queryClient.getQueryData(currentUserQuery.queryKey)) return;
    queryClient.setQueryData(currentUserQuery.queryKey, null);
    onSignedOut();
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiProblem && error.isTransient,
      },
      // Paused mutations would keep a message back without a word while the browser thinks it is offline.
      mutations: { networkMode: 'always' },
    },
  });
  return queryClient;
}
