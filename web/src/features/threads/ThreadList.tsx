import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Thread } from '../../api/types';
import { dayGroup } from '../../lib/time';
import { useInView } from '../../lib/useInView';
import { pinnedListQuery, threadListQuery } from './queries';
import classes from './ThreadList.module.css';
import { ThreadRow } from './ThreadRow';

type Group = [name: string, threads: Thread[]];

function groupByDay(threads: Thread[]): Group[] {
  const now = new Date();
  const groups = new Map<string, Thread[]>();
  for (const thread of threads) {
    const name = dayGroup(thread.updated_at, now);
    groups.set(name, [...(groups.get(name) ?? []), thread]);
  }
  return [...groups];
}

function Loading() {
  return (
    <Stack gap="sm" p="sm" aria-label="Loading chats" aria-busy="true">
      {[80, 60, 70, 50, 65].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </Stack>
  );
}

/** `onOpen` lets the drawer of a phone close itself. */
export function ThreadList({ onOpen }: { onOpen: () => void }) {
  const pinned = useInfiniteQuery(pinnedListQuery);
  const recent = useInfiniteQuery(threadListQuery);
  // What is pinned comes first, all of it, and then the rest from page to page.
  const next = pinned.hasNextPage ? pinned : recent;
  const loadMore = useInView(() => {
    if (next.hasNextPage && !next.isFetching) void next.fetchNextPage();
  });

  if (pinned.isPending || recent.isPending) return <Loading />;
  if (pinned.isLoadingError || recent.isLoadingError) {
    return (
      <Stack gap="xs" p="sm" align="flex-start">
        <Text size="sm" c="dimmed">
          Your chats could not be loaded.
        </Text>
        <Button size="xs" variant="default" onClick={() => void Promise.all([pinned.refetch(), recent.refetch()])}>
          Try again
        </Button>
      </Stack>
    );
  }
  const pinnedThreads = pinned.data.pages.flatMap((page) => page.items);
  // The two lists are loaded anew one after the other: meanwhile a thread could stand in both.
  const pinnedIds = new Set(pinnedThreads.map(({ id }) => id));
  const groups = groupByDay(recent.data.pages.flatMap((page) => page.items).filter(({ id }) => !pinnedIds.has(id)));
  if (pinnedThreads.length > 0) groups.unshift(['Pinned', pinnedThreads]);
  if (groups.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        Your chats will gather here.
      </Text>
    );
  }
  return (
    <>
      {groups.map(([name, threads]) => (
        <section key={name} aria-label={name}>
          <h2 className={classes.group}>{name}</h2>
          <ul className={classes.list}>
            {threads.map((thread) => (
              <ThreadRow key={thread.id} thread={thread} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
      {/* A new element per page, and when a list was loaded anew meanwhile, so that one still in view is reported again. */}
      {next.hasNextPage && <div key={`${pinned.data.pages.length} ${recent.data.pages.length} ${next.isFetching}`} ref={loadMore} className={classes.more} />}
    </>
  );
}
