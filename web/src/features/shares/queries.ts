import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { BranchPage, NewShare, Shared, SharedMessage, SharePage, ShareRequest } from '../../api/types';
import { notifyProblem } from '../../ui/notify';

const PREVIEWED = 200;

export const sharesQuery = (threadId: string) =>
  queryOptions({
    queryKey: ['threads', 'shares', threadId],
    queryFn: () => api.get<SharePage>(`/threads/${threadId}/shares?limit=100`),
  });

interface Preview {
  messages: SharedMessage[];
  /** The snapshot begins earlier than this preview. */
  isCut: boolean;
}

/** What a share made now would show. */
export const previewQuery = (threadId: string) =>
  queryOptions({
    queryKey: ['threads', 'share-preview', threadId],
    queryFn: async (): Promise<Preview> => {
      const branch = await api.get<BranchPage>(`/threads/${threadId}/branch?limit=${PREVIEWED}`);
      const messages = branch.items.filter(({ role, content }) => (role === 'user' || role === 'assistant') && content !== '');
      return { messages, isCut: branch.next_before !== null };
    },
    // What was said since must be seen before it is shared.
    staleTime: 0,
    gcTime: 0,
  });

export function useCreateShare(threadId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (request: ShareRequest) => api.post<NewShare>(`/threads/${threadId}/shares`, request),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sharesQuery(threadId).queryKey }),
  });
}

export function useRevokeShare(threadId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (shareId: string) => api.remove(`/threads/${threadId}/shares/${shareId}`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sharesQuery(threadId).queryKey }),
    onError: notifyProblem,
  });
}

export const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: ['shared', token],
    queryFn: () => api.get<Shared>(`/shared/${encodeURIComponent(token)}`),
  });
