import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asProblem } from '../../api/client';
import type { Thread } from '../../api/types';
import { useInView } from '../../lib/useInView';
import { ProblemBlock } from '../../ui/ProblemBlock';
import type { archiveQuery, binQuery } from './queries';
import classes from './ThreadPages.module.css';

interface ThreadPagesProps {
  query: typeof archiveQuery | typeof binQuery;
  label: string;
  lead: string;
  empty: { title: string; detail: string };
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
    <div className={classes.page}>
      <div className={classes.column}>
        {list.isPending && (
          <Stack aria-busy="true" aria-label="Loading">
            {[70, 55, 65].map((width) => (
              <Skeleton key={width} height={16} width={`${width}%`} />
            ))}
          </Stack>
        )}
        {list.isLoadingError && (
          <ProblemBlock
            title={asProblem(list.error).title}
            detail={asProblem(list.error).detail}
            action={
              <Button size="xs" variant="default" onClick={() => void list.refetch()}>
                Try again
              </Button>
            }
          />
        )}
        {list.isSuccess && threads.length === 0 && (
          <Stack gap={4} ta="center" mt="16vh">
            <Text fw={500}>{empty.title}</Text>
            <Text size="sm" c="dimmed">
              {empty.detail}
            </Text>
          </Stack>
        )}
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
        {list.hasNextPage && <div key={list.data?.pages.length} ref={loadMore} className={classes.more} />}
      </div>
    </div>
  );
}
