import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { asProblem } from '../api/client';
import { Chat } from '../features/chat/Chat';
import { threadQuery } from '../features/threads/queries';
import { ThreadHeading } from '../features/threads/ThreadHeading';
import { threadTitle } from '../features/threads/threadTitle';
import { usePageTitle } from '../lib/usePageTitle';
import { NotFoundPage } from './NotFoundPage';
import { PageHeader } from './PageHeader';

export function ThreadPage() {
  const { threadId } = useParams({ from: '/app/threads/$threadId' });
  const { message } = useSearch({ from: '/app/threads/$threadId' });
  // Following the same link again looks for the same message again.
  const visit = useLocation({ select: ({ state }) => state.__TSR_key });
  const sought = useMemo(() => (message && visit ? { messageId: message } : null), [message, visit]);
  const { data: thread, error } = useQuery(threadQuery(threadId));
  usePageTitle(...(thread ? [threadTitle(thread)] : []));
  // 422: what stands in the address is no id at all.
  if (error && [404, 422].includes(asProblem(error).status)) return <NotFoundPage />;
  return (
    <>
      <PageHeader>{thread && <ThreadHeading key={thread.id} thread={thread} />}</PageHeader>
      <Chat key={threadId} threadId={threadId} sought={sought} />
    </>
  );
}
