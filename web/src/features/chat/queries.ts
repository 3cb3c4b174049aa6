import { infiniteQueryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, ApiProblem } from '../../api/client';
import type { BranchPage, Message, MessageRecord, Thread, Turn } from '../../api/types';
import { useOnceKey } from '../../lib/onceKey';
import { threadListQuery, threadQuery } from '../threads/queries';
import { appendTurn, branchKey, replaceAnswer, updateMessage } from './branch';
import { usageQuery } from './gauge';
import { passModelOn, threadModel } from './model';
import { queueQuery } from './queue';

// A screen or two: drawing more at once is felt on a phone.
const PAGE_SIZE = 20;
// The server writes the title in the background, after the answer.
const TITLE_DELAY_MS = 2000;

export const branchQuery = (threadId: string) =>
  infiniteQueryOptions({
    queryKey: branchKey(threadId),
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: String(PAGE_SIZE), ...(pageParam && { before: pageParam }) });
      return api.get<BranchPage>(`/threads/${threadId}/branch?${search}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_before,
  });

/** Takes a turn. Sending the same content again after a failure cannot say it twice. */
function usePostTurn() {
  const queryClient = useQueryClient();
  const onceFor = useOnceKey();
  return async (threadId: string, content: string) => {
    const body = { content, model_id: threadModel(threadId) };
    const once = onceFor(JSON.stringify(body));
    const turn = await api.postOnce<Turn>(`/threads/${threadId}/turns`, body, once.key);
    once.settle();
    await showTurn(queryClient, threadId, content, turn);
  };
}

async function showTurn(queryClient: QueryClient, threadId: string, content: string, turn: Turn): Promise<void> {
  const { queryKey } = branchQuery(threadId);
  // A load begun before the turn would take it away again.
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueryData(queryKey, (branch) => appendTurn(branch, threadId, content, turn));
  // The first words of the first message are the thread's title until a better one is found.
  void queryClient.invalidateQueries({ queryKey: threadListQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: threadQuery(threadId).queryKey });
}

export function useSendMessage(threadId: string) {
  const queryClient = useQueryClient();
  const postTurn = usePostTurn();
  return useMutation({
    mutationFn: (content: string) => postTurn(threadId, content),
    onError: (error) => {
      // Another tab asked first: its answer should be seen here.
      if (error instanceof ApiProblem && error.status === 409) {
        void queryClient.invalidateQueries({ queryKey: branchQuery(threadId).queryKey });
      }
    },
  });
}

/** Creates a thread with its first message; resolves with the thread's id. */
export function useStartThread() {
  const queryClient = useQueryClient();
  const postTurn = usePostTurn();
  // Kept when the first message fails, so that trying again leaves no empty thread behind.
  const created = useRef<Thread | null>(null);
  return useMutation({
    mutationFn: async ({ content, isTemporary }: { content: string; isTemporary: boolean }) => {
      if (created.current?.is_temporary !== isTemporary) {
        created.current = await api.post<Thread>('/threads', { is_temporary: isTemporary });
      }
      const thread = created.current;
      queryClient.setQueryData(threadQuery(thread.id).queryKey, thread);
      passModelOn(thread.id);
      await postTurn(thread.id, content);
      return thread.id;
    },
  });
}

export function useRegenerate() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (answer: Message) => api.post<Turn>(`/messages/${answer.id}/regenerate`),
    onSuccess: async (turn, answer) => {
      const { queryKey } = branchQuery(answer.thread_id);
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, (branch) => branch && replaceAnswer(branch, answer, turn));
    },
  });
}

/** Puts the final form of an answer in place and fetches what changed around it. */
export function settleAnswer(queryClient: QueryClient, message: MessageRecord): void {
  const branch = branchQuery(message.thread_id).queryKey;
  queryClient.setQueryData(branch, (current) => current && updateMessage(current, message));
  void queryClient.invalidateQueries({ queryKey: branch });
  void queryClient.invalidateQueries({ queryKey: usageQuery(message.thread_id).queryKey });
  // The next message is on its way, or the queue waits since this answer did not end well.
  void queryClient.invalidateQueries({ queryKey: queueQuery(message.thread_id).queryKey });
  const refreshTitle = () => {
    void queryClient.invalidateQueries({ queryKey: threadListQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: threadQuery(message.thread_id).queryKey });
  };
  refreshTitle();
  setTimeout(refreshTitle, TITLE_DELAY_MS);
}

export function useStopAnswer() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (messageId: string) => api.post<MessageRecord>(`/messages/${messageId}/stop`),
    onSuccess: (message) => settleAnswer(queryClient, message),
  });
}
