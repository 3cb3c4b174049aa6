import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Thread, ThreadChanges, ThreadPage } from '../../api/types';
import { notifyProblem } from '../../ui/notify';

const PAGE_SIZE = 40;

function pages<Key extends readonly string[]>(queryKey: Key, path: string, filters: Record<string, string> = {}) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: String(PAGE_SIZE), ...filters, ...(pageParam && { cursor: pageParam }) });
      return api.get<ThreadPage>(`${path}?${search}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: ThreadPage) => page.next_cursor,
  });
}

/** What is neither pinned nor archived. Its key begins those of the other lists: refreshing it refreshes them all. */
export const threadListQuery = pages(['threads', 'list'], '/threads', { is_archived: 'false', is_pinned: 'false' });
export const pinnedListQuery = pages(['threads', 'list', 'pinned'], '/threads', { is_archived: 'false', is_pinned: 'true' });
export const archiveQuery = pages(['threads', 'list', 'archived'], '/threads', { is_archived: 'true' });
export const binQuery = pages(['threads', 'bin'], '/threads/bin');

export const threadQuery = (id: string) =>
  queryOptions({ queryKey: ['threads', 'one', id], queryFn: () => api.get<Thread>(`/threads/${id}`) });

function changeLists(queryClient: QueryClient, queryKey: readonly string[], change: (items: Thread[]) => Thread[]): void {
  queryClient.setQueriesData<InfiniteData<ThreadPage>>(
    { queryKey },
    (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );
}

function dropFromLists(queryClient: QueryClient, queryKey: readonly string[], id: string): void {
  changeLists(queryClient, queryKey, (items) => items.filter((item) => item.id !== id));
}

export function useChangeThread() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, changes }: { id: string; changes: ThreadChanges }) => api.patch<Thread>(`/threads/${id}`, changes),
    // A new name stands there at once; nobody waits for what they have just typed.
    onMutate: ({ id, changes }) => {
      if (!changes.title) return;
      const { title } = changes;
      changeLists(queryClient, threadListQuery.queryKey, (items) => items.map((item) => (item.id === id ? { ...item, title } : item)));
      queryClient.setQueryData(threadQuery(id).queryKey, (thread) => thread && { ...thread, title });
    },
    onSuccess: (thread) => queryClient.setQueryData(threadQuery(thread.id).queryKey, thread),
    onError: notifyProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: threadListQuery.queryKey }),
  });
}

interface Binned {
  thread: Thread;
  /** Closes its page, if that is open: nothing is found there any more. */
  close: () => Promise<void>;
}

const BINNING = ['threads', 'to the bin'];

/** Whether this tab is putting the thread into the bin, until its page is closed. */
export const isBeingBinned = (queryClient: QueryClient, id: string): boolean =>
  queryClient.isMutating({ mutationKey: BINNING, predicate: ({ state }) => (state.variables as Binned).thread.id === id }) > 0;

/** Puts a thread into the bin. */
export function useBinThread() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationKey: BINNING,
    mutationFn: ({ thread }: Binned) => api.remove(`/threads/${thread.id}`),
    onSuccess: async (_, { thread, close }) => {
      dropFromLists(queryClient, threadListQuery.queryKey, thread.id);
      void queryClient.invalidateQueries({ queryKey: binQuery.queryKey });
      await close();
    },
    onError: notifyProblem,
  });
}

export function useRestoreThread() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Thread) => api.post<Thread>(`/threads/${id}/restore`),
    onSuccess: async (thread) => {
      dropFromLists(queryClient, binQuery.queryKey, thread.id);
      queryClient.setQueryData(threadQuery(thread.id).queryKey, thread);
      await queryClient.invalidateQueries({ queryKey: threadListQuery.queryKey });
    },
    onError: notifyProblem,
  });
}

/** Deletes a thread for good. */
export function useEraseThread() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Thread) => api.remove(`/threads/${id}?permanently=true`),
    onSuccess: (_, { id }) => dropFromLists(queryClient, binQuery.queryKey, id),
    onError: notifyProblem,
  });
}

export function useImportThread() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (file: object) => api.post<Thread>('/threads/import', file),
    onSuccess: (thread) => {
      queryClient.setQueryData(threadQuery(thread.id).queryKey, thread);
      void queryClient.invalidateQueries({ queryKey: threadListQuery.queryKey });
    },
  });
}
