import { Button, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { asProblem } from '../../api/client';
import type { Message } from '../../api/types';
import { ArrowDownIcon } from '../../ui/icons';
import { notifyProblem } from '../../ui/notify';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { useInView } from '../../lib/useInView';
import { AnswerView } from './AnswerView';
import { messagesOf } from './branch';
import classes from './Chat.module.css';
import type { ComposerHandle } from './Composer';
import { branchQuery, useRegenerate, useSendMessage, useStopAnswer } from './queries';
import { StreamingAnswer } from './StreamingAnswer';
import { ThreadComposer } from './ThreadComposer';
import { useFollowScroll } from './useFollowScroll';
import { UserMessage } from './UserMessage';
import { Waiting } from './Waiting';

const ANNOUNCED_CHARACTERS = 600;

function LoadingMessages() {
  return (
    <Stack aria-busy="true" aria-label="Loading the conversation">
      <Skeleton height={40} width="45%" radius="lg" ml="auto" />
      {[92, 96, 88, 60].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </Stack>
  );
}

interface MessageViewProps {
  message: Message;
  onEnd: (answer: Message) => void;
  onRegenerate: ((answer: Message) => void) | undefined;
}

function MessageView({ message, onEnd, onRegenerate }: MessageViewProps) {
  if (message.role === 'user') return <UserMessage id={message.id} content={message.content} />;
  if (message.role !== 'assistant') return null;
  if (message.status === 'streaming') return <StreamingAnswer message={message} onEnd={onEnd} />;
  return <AnswerView answer={message} onRegenerate={onRegenerate} />;
}

/** One thread: its messages, the answer being written, and the composer. Give it the thread's id as `key`. */
export function Chat({ threadId }: { threadId: string }) {
  const branch = useInfiniteQuery(branchQuery(threadId));
  const messages = useMemo(() => (branch.data ? messagesOf(branch.data) : []), [branch.data]);
  const { scroller, content, isAtEnd, jumpToEnd } = useFollowScroll(messages[0]?.id);
  const composer = useRef<ComposerHandle>(null);
  const [announcement, setAnnouncement] = useState('');

  const send = useSendMessage(threadId);
  const stop = useStopAnswer();
  const { mutate: regenerateAnswer, isPending: isRegenerating } = useRegenerate();
  const last = messages.at(-1);

  const onEnd = useCallback((answer: Message) => {
    setAnnouncement(`Clew answered. ${answer.content.slice(0, ANNOUNCED_CHARACTERS)}`);
  }, []);
  const onRegenerate = useCallback(
    (answer: Message) => {
      regenerateAnswer(answer, { onError: notifyProblem });
      jumpToEnd();
      composer.current?.focus();
    },
    [regenerateAnswer, jumpToEnd],
  );
  const onStop = (messageId: string) => {
    stop.mutate(messageId, { onError: notifyProblem, onSuccess: () => setAnnouncement('The answer was stopped.') });
    composer.current?.focus();
  };
  const onSend = (text: string) => {
    jumpToEnd();
    return send.mutateAsync(text);
  };
  const loadOlder = useInView(() => {
    if (branch.hasNextPage && !branch.isFetching) void branch.fetchNextPage();
  });

  return (
    <>
      <div className={classes.scroller} ref={scroller}>
        <div className={classes.column} ref={content} role="region" aria-label="Conversation">
          {branch.hasNextPage && (
            <div className={classes.older}>
              <div key={branch.data?.pages.length} ref={loadOlder} className={classes.olderTrigger} />
              <Skeleton height={14} width="70%" />
            </div>
          )}
          {branch.isPending && <LoadingMessages />}
          {branch.isSuccess && messages.length === 0 && !send.isPending && (
            <Text c="dimmed" ta="center" mt="20vh">
              Nothing here yet. Write the first line below.
            </Text>
          )}
          {branch.isLoadingError && (
            <ProblemBlock
              title={asProblem(branch.error).title}
              detail={asProblem(branch.error).detail}
              action={
                <Button size="xs" variant="default" onClick={() => void branch.refetch()}>
                  Try again
                </Button>
              }
            />
          )}
          {messages.map((message) => (
            <MessageView
              key={message.id}
              message={message}
              onEnd={onEnd}
              onRegenerate={message === last && !isRegenerating && !send.isPending ? onRegenerate : undefined}
            />
          ))}
          {send.isPending && (
            <>
              <UserMessage content={send.variables} />
              <Waiting />
            </>
          )}
        </div>
      </div>
      <div className={classes.dock}>
        {!isAtEnd && (
          <Button className={classes.jump ?? ''} size="xs" radius="xl" variant="default" leftSection={<ArrowDownIcon size={14} />} onClick={jumpToEnd}>
            Jump to latest
          </Button>
        )}
        <ThreadComposer ref={composer} threadId={threadId} messages={messages} onSend={onSend} onStop={onStop} />
      </div>
      <VisuallyHidden role="status" aria-live="polite">
        {announcement}
      </VisuallyHidden>
    </>
  );
}
