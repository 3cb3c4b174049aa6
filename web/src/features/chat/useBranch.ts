import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { api, ApiProblem } from '../../api/client';
import type { Thread } from '../../api/types';
import { threadQuery } from '../threads/queries';
import { continueWith, precedeWith, type Branch } from './branch';
import { branchQuery, fetchStretch } from './queries';

/** The loaded stretch of a thread's branch, and the ways to load more of it or another one. */
export function useBranch(threadId: string) {
  const queryClient = useQueryClient();
  const { queryKey } = branchQuery(threadId);
  const query = useQuery(branchQuery(threadId));
  const branch = query.data;

  const change = (to: (branch: Branch | undefined) => Branch | undefined) => queryClient.setQueryData<Branch>(queryKey, to);
  const choose = async (messageId: string) => {
    const thread = await api.post<Thread>(`/threads/${threadId}/choose`, { message_id: messageId });
    queryClient.setQueryData(threadQuery(threadId).queryKey, thread);
    return fetchStretch(threadId, { around: messageId });
  };

  const older = useMutation({
    mutationFn: (before: string) => fetchStretch(threadId, { before }),
    onSuccess: (page) => change((loaded) => loaded && precedeWith(loaded, page)),
  });
  const newer = useMutation({
    mutationFn: (after: string) => fetchStretch(threadId, { after }),
    onSuccess: (page) => change((loaded) => continueWith(loaded, page)),
  });
  const end = useMutation({
    mutationFn: () => fetchStretch(threadId),
    onSuccess: (page) => change(() => page),
  });
  /** Shows another version of a message, with what followed it there. */
  const walk = useMutation({
    // Quick steps are taken one after the other, so that the last one decides.
    scope: { id: `walk ${threadId}` },
    mutationFn: choose,
    onSuccess: (page) => change((loaded) => continueWith(loaded, page)),
  });
  /** Loads the message and its surroundings, from whatever branch. */
  const find = useMutation({
    mutationFn: async (messageId: string) => {
      const here = await fetchStretch(threadId, { around: messageId });
      const page = here.items.length > 0 ? here : await choose(messageId);
      if (page.items.length === 0) throw new ApiProblem({ status: 404, code: 'not_found', title: 'That message is not there any more' });
      // What is being loaded meanwhile is the end of the thread, and would replace what was looked for.
      await queryClient.cancelQueries({ queryKey });
      change(() => page);
    },
  });

  // Whoever comes back without a message to look for wants the end.
  useEffect(
    () => () => {
      if (queryClient.getQueryData<Branch>(branchQuery(threadId).queryKey)?.next_after) {
        queryClient.removeQueries({ queryKey: branchQuery(threadId).queryKey });
      }
    },
    [queryClient, threadId],
  );

  const { mutate: loadBefore, isPending: isLoadingOlder } = older;
  const { mutate: loadAfter, isPending: isLoadingNewer } = newer;
  const firstId = branch?.next_before;
  const lastId = branch?.next_after;
  return {
    query,
    messages: branch?.items,
    hasOlder: Boolean(firstId),
    hasNewer: Boolean(lastId),
    loadOlder: useCallback(() => {
      if (firstId && !isLoadingOlder) loadBefore(firstId);
    }, [firstId, isLoadingOlder, loadBefore]),
    loadNewer: useCallback(() => {
      if (lastId && !isLoadingNewer) loadAfter(lastId);
    }, [lastId, isLoadingNewer, loadAfter]),
    olderError: older.error,
    newerError: newer.error,
    loadEnd: end.mutateAsync,
    walk,
    find,
  };
}
