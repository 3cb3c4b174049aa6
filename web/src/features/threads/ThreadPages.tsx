import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Thread } from '../../api/types';
import { useInView } from '../../lib/useInView';
import { ListEmpty, ListFailed, ListLoading, type Emptiness } from '../../ui/list/ListStates';
import { PageBody } from '../../ui/PageBody';
import type { archiveQuery, binQuery } from './queries';
import classes from './ThreadPages.module.css';

interface ThreadPagesProps {
  query: typeof archiveQuery | typeof binQuery;
  label: string;
  lead: string;
  empty: Emptiness;
  renderThread: (thread: Thread) => ReactNode;
}

/** A page of threads that are out of the way, loaded as it is scrolled. */
export function ThreadPages({ query, label, lead, empty, renderThread }: ThreadPagesProps) {
  const list = useInfiniteQuery(query as typeof archiveQuery);
  const loadMore = useInView(() => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
  });
  const threads = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PageBody>
      {list.isPending && <ListLoading />}
      {list.isLoadingError && <ListFailed error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && threads.length === 0 && <ListEmpty {...empty} />}
      {threads.length > 0 && (
        <>
          <Text size="sm" c="dimmed" lh={1.6}>
            {lead}
          </Text>
          <ul className={classes.list} aria-label={label}>
            {threads.map((thread) => (
              <li key={thread.id}>{renderThread(thread)}</li>
            ))}
          </ul>
        </>
      )}
      {list.hasNextPage && <div key={`${list.data?.pages.length} ${list.isFetching}`} ref={loadMore} className={classes.more} />}
    </PageBody>
  );
}
