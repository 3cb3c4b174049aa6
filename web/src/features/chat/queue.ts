import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../api/client';
import type { Queue, QueuedMessage, Turn } from '../../api/types';
import { useOnceKey } from '../../lib/onceKey';
import { branchKey } from './branch';
import { threadModel } from './model';

// Between two answers of a queue there is a moment in which the next message is in neither place.
const BETWEEN_ANSWERS_MS = 600;

export const queueQuery = (threadId: string) =>
  queryOptions({ queryKey: ['threads', 'queue', threadId], queryFn: () => api.get<Queue>(`/threads/${threadId}/queue`) });

/** Moves one item by one place; out of the list it goes nowhere. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
}

/** What is said next in a thread. `isAnswering` is whether an answer is being written. */
export function useQueue(threadId: string, isAnswering: boolean) {
  const queryClient = useQueryClient();
  const { data: queue } = useQuery({
    ...queueQuery(threadId),
    refetchInterval: ({ state }) => {
      const goesOn = state.data !== undefined && state.data.items.length > 0 && !state.data.is_paused;
      return goesOn && !isAnswering ? BETWEEN_ANSWERS_MS : false;
    },
  });
  const items = queue?.items ?? [];
  const before = useRef(0);
  useEffect(() => {
    // What left the queue was said: it stands in the thread now.
    if (items.length < before.current) void queryClient.invalidateQueries({ queryKey: branchKey(threadId) });
    before.current = items.length;
  }, [items.length, queryClient, threadId]);
  const isPaused = queue?.is_paused ?? false;
  return { items, isPaused, goesOn: items.length > 0 && !isPaused };
}

function useQueueCache(threadId: string) {
  const queryClient = useQueryClient();
  const { queryKey } = queueQuery(threadId);
  return {
    /** Shown at once; a load begun before would take it back. */
    change: async (change: (items: QueuedMessage[]) => QueuedMessage[]) => {
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, (queue) => queue && { ...queue, items: change(queue.items) });
    },
    reload: () => queryClient.invalidateQueries({ queryKey }),
    reloadBranch: () => queryClient.invalidateQueries({ queryKey: branchKey(threadId) }),
  };
}

export function useQueueMessage(threadId: string) {
  const cache = useQueueCache(threadId);
  const onceFor = useOnceKey();
  return useMutation({
    mutationFn: async (content: string) => {
      const body = { content, model_id: threadModel(threadId) };
      const once = onceFor(JSON.stringify(body));
      const item = await api.postOnce<QueuedMessage>(`/threads/${threadId}/queue`, body, once.key);
      once.settle();
      return item;
    },
    onSuccess: async (item) => {
      await cache.change((items) => [...items.filter(({ id }) => id !== item.id), item]);
      void cache.reload();
    },
  });
}

export function useEditQueued(threadId: string) {
  const cache = useQueueCache(threadId);
  return useMutation({
    mutationFn: ({ id, content }: { id: string; content: string }) => api.patch<QueuedMessage>(`/threads/${threadId}/queue/${id}`, { content }),
    onSuccess: (changed) => cache.change((items) => items.map((item) => (item.id === changed.id ? changed : item))),
    onError: () => cache.reload(),
  });
}

export function useRemoveQueued(threadId: string) {
  const cache = useQueueCache(threadId);
  return useMutation({
    mutationFn: (id: string) => api.remove(`/threads/${threadId}/queue/${id}`),
    onMutate: (id) => cache.change((items) => items.filter((item) => item.id !== id)),
    onSettled: () => cache.reload(),
  });
}

export function useOrderQueue(threadId: string) {
  const cache = useQueueCache(threadId);
  return useMutation({
    mutationFn: (items: QueuedMessage[]) => api.post<Queue>(`/threads/${threadId}/queue/order`, { ids: items.map(({ id }) => id) }),
    onMutate: (items) => cache.change(() => items),
    onError: () => cache.reload(),
  });
}

/** Stops what is being written and says this instead. */
export function useSendQueuedNow(threadId: string) {
  const cache = useQueueCache(threadId);
  return useMutation({
    mutationFn: (id: string) => api.post<Turn>(`/threads/${threadId}/queue/${id}/send-now`),
    onSettled: () => Promise.all([cache.reloadBranch(), cache.reload()]),
  });
}
