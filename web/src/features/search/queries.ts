import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { SearchPage } from '../../api/types';
import { startOf, type SearchRequest } from './searchRequest';

const PAGE_SIZE = 20;

function parameters({ q, within, isPinned, role, past }: SearchRequest): Record<string, string> {
  return {
    q,
    ...(within && { is_archived: String(within === 'archive') }),
    ...(isPinned && { is_pinned: 'true' }),
    ...(role && { role }),
    ...(past && { after: startOf(past, new Date()).toISOString() }),
  };
}

export const searchQuery = (request: SearchRequest) =>
  infiniteQueryOptions({
    queryKey: ['threads', 'search', request],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ ...parameters(request), limit: String(PAGE_SIZE), ...(pageParam && { cursor: pageParam }) });
      return api.get<SearchPage>(`/threads/search?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: request.q !== '',
    // What was found stays while the next letter is looked up.
    placeholderData: keepPreviousData,
  });
