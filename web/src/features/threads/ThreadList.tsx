import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { Thread } from '../../api/types';
import { useInView } from '../../lib/useInView';
import { dayGroup } from '../../lib/time';
import { threadListQuery } from './queries';
import classes from './ThreadList.module.css';
import { ThreadMenu } from './ThreadMenu';
import { threadTitle } from './threadTitle';

function groupByDay(threads: Thread[]): [string, Thread[]][] {
  const now = new Date();
  const groups = new Map<string, Thread[]>();
  for (const thread of threads) {
    const name = dayGroup(thread.updated_at, now);
    groups.set(name, [...(groups.get(name) ?? []), thread]);
  }
  return [...groups];
}

function ThreadRow({ thread, onOpen }: { thread: Thread; onOpen: () => void }) {
  return (
    <li className={classes.row}>
      <Link to="/threads/$threadId" params={{ threadId: thread.id }} className={classes.link} title={threadTitle(thread)} onClick={onOpen}>
        {threadTitle(thread)}
      </Link>
      <ThreadMenu thread={thread} className={classes.menu} />
    </li>
  );
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
  const list = useInfiniteQuery(threadListQuery);
  const loadMore = useInView(() => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
  });

  if (list.isPending) return <Loading />;
  if (list.isLoadingError) {
    return (
      <Stack gap="xs" p="sm" align="flex-start">
        <Text size="sm" c="dimmed">
          Your chats could not be loaded.
        </Text>
        <Button size="xs" variant="default" onClick={() => void list.refetch()}>
          Try again
        </Button>
      </Stack>
    );
  }
  const threads = list.data.pages.flatMap((page) => page.items);
  if (threads.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        Your chats will gather here.
      </Text>
    );
  }
  return (
    <>
      {groupByDay(threads).map(([day, items]) => (
        <Fragment key={day}>
          <h2 className={classes.day}>{day}</h2>
          <ul className={classes.list}>
            {items.map((thread) => (
              <ThreadRow key={thread.id} thread={thread} onOpen={onOpen} />
            ))}
          </ul>
        </Fragment>
      ))}
      {/* A new element per page, so that one still in view is reported again. */}
      {list.hasNextPage && <div key={list.data.pages.length} ref={loadMore} className={classes.more} />}
    </>
  );
}
