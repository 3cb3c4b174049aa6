import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Thread, ThreadPage } from '../../api/types';

const PAGE_SIZE = 40;

export const threadListQuery = infiniteQueryOptions({
  queryKey: ['threads', 'list'],
  queryFn: ({ pageParam }) => {
    const search = new URLSearchParams({ limit: String(PAGE_SIZE), is_archived: 'false', ...(pageParam && { cursor: pageParam }) });
    return api.get<ThreadPage>(`/threads?${search}`);
  },
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

export const threadQuery = (id: string) =>
  queryOptions({ queryKey: ['threads', 'one', id], queryFn: () => api.get<Thread>(`/threads/${id}`) });

type ThreadList = InfiniteData<ThreadPage>;

function changeItems(list: ThreadList | undefined, change: (items: Thread[]) => Thread[]): ThreadList | undefined {
  return list && { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) };
}

export function useRenameThread() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) => api.patch<Thread>(`/threads/${id}`, { title }),
    onSuccess: (thread) => {
      queryClient.setQueryData(threadQuery(thread.id).queryKey, thread);
      // In place rather than by loading again: a new title must not move the row under the pointer.
      queryClient.setQueryData(threadListQuery.queryKey, (list) =>
        changeItems(list, (items) => items.map((item) => (item.id === thread.id ? thread : item))),
      );
    },
  });
}

export function useDeleteThread() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.remove(`/threads/${id}`),
    onSuccess: (_, id) => {
      queryClient.setQueryData(threadListQuery.queryKey, (list) =>
        changeItems(list, (items) => items.filter((item) => item.id !== id)),
      );
    },
  });
}
