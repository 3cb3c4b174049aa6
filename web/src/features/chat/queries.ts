import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, ApiProblem } from '../../api/client';
import { takeTurn } from '../../api/turns';
import type { BranchPage, Message, MessageRecord, Regeneration, Thread } from '../../api/types';
import { useOnceKey } from '../../lib/onceKey';
import { threadListQuery, threadQuery } from '../threads/queries';
import { appendTurn, branchKey, continueWith, keepUnchanged, replaceAnswer, updateMessage, type Branch } from './branch';
import { usageQuery } from './gauge';
import { passModelOn, threadModel } from './model';
import { queueQuery } from './queue';

// A screen or two: drawing more at once is felt on a phone.
const PAGE_SIZE = 20;
// The server writes the title in the background, after the answer.
const TITLE_DELAY_MS = 2000;

type Position = { before: string } | { after: string } | { around: string };

export function fetchStretch(threadId: string, position?: Position): Promise<BranchPage> {
  const search = new URLSearchParams({ limit: String(PAGE_SIZE), ...position });
  return api.get<BranchPage>(`/threads/${threadId}/branch?${search}`);
}

/** How the loaded stretch goes on now: one page, however much of the thread is loaded. */
async function refreshed(threadId: string, read: () => Branch | undefined): Promise<Branch> {
  const loaded = read();
  const last = loaded?.items.at(-1);
  if (loaded?.next_after && last) {
    const page = await fetchStretch(threadId, { around: last.id });
    // Meanwhile the reader went elsewhere, as to the end: that is what is to be loaded anew.
    if (read()?.items.at(-1)?.id !== last.id) return refreshed(threadId, read);
    if (page.items.length > 0) return continueWith(read(), page);
  }
  return continueWith(read(), await fetchStretch(threadId));
}

export const branchQuery = (threadId: string) =>
  queryOptions({
    queryKey: branchKey(threadId),
    queryFn: ({ client, queryKey }) => refreshed(threadId, () => client.getQueryData<Branch>(queryKey)),
    structuralSharing: (previous, next) => keepUnchanged(previous as Branch | undefined, next as Branch),
  });

/** What a person says: at the end of the branch, or as another version of something said before. */
export interface Saying {
  content: string;
  edited?: Message | undefined;
}

/** Takes a turn. Sending the same content again after a failure cannot say it twice. */
function usePostTurn() {
  const queryClient = useQueryClient();
  const onceFor = useOnceKey();
  return async (threadId: string, { content, edited }: Saying) => {
    const body = { content, model_id: threadModel(threadId), ...(edited && { parent_id: edited.parent_id }) };
    const once = onceFor(JSON.stringify(body));
    const turn = await takeTurn(`/threads/${threadId}/turns`, body, { 'Idempotency-Key': once.key });
    once.settle();
    await showTurn(queryClient, threadId, (branch) => appendTurn(branch, threadId, content, turn, edited));
  };
}

async function showTurn(queryClient: QueryClient, threadId: string, change: (branch: Branch | undefined) => Branch | undefined): Promise<void> {
  const { queryKey } = branchQuery(threadId);
  // A load begun before the turn would take it away again.
  await queryClient.cancelQueries({ queryKey });
  if (queryClient.getQueryData<Branch>(queryKey)?.next_after) {
    // The end, where the turn stands, is not loaded.
    const end = await fetchStretch(threadId);
    queryClient.setQueryData(queryKey, (branch) => continueWith(branch, end));
  } else {
    queryClient.setQueryData(queryKey, change);
  }
  // The first words of the first message are the thread's title until a better one is found.
  void queryClient.invalidateQueries({ queryKey: threadListQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: threadQuery(threadId).queryKey });
}

export function useSendMessage(threadId: string) {
  const queryClient = useQueryClient();
  const postTurn = usePostTurn();
  return useMutation({
    mutationFn: (saying: Saying) => postTurn(threadId, saying),
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
      await postTurn(thread.id, { content });
      return thread.id;
    },
  });
}

export interface Regenerating extends Regeneration {
  answer: Message;
}

/** Has an answer written anew, beside the one that stands. */
export function useRegenerate() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ answer, ...how }: Regenerating) => 
      takeTurn(`/messages/${answer.id}/regenerate`, { model_id: threadModel(answer.thread_id), ...how }),
    onSuccess: (turn, { answer }) =>
      showTurn(queryClient, answer.thread_id, (branch) => branch && replaceAnswer(branch, answer, turn)),
  });
}

/** A new thread with copies of what was said up to that message. */
export function useFork() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, thread_id: threadId }: Message) => api.post<Thread>(`/threads/${threadId}/fork`, { message_id: id }),
    onSuccess: (thread) => {
      queryClient.setQueryData(threadQuery(thread.id).queryKey, thread);
      void queryClient.invalidateQueries({ queryKey: threadListQuery.queryKey });
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
