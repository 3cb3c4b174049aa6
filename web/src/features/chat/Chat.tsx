import { Button, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { asProblem } from '../../api/client';
import type { Message } from '../../api/types';
import { notifyProblem } from '../../ui/notify';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { AnswerView } from './AnswerView';
import classes from './Chat.module.css';
import type { ComposerHandle } from './Composer';
import type { ActionsRef, MessageActions } from './messageActions';
import { MessageList, type Target } from './MessageList';
import { useFork, useRegenerate, useSendMessage, useStopAnswer } from './queries';
import { StreamingAnswer } from './StreamingAnswer';
import { ThreadComposer } from './ThreadComposer';
import { useBranch } from './useBranch';
import { SendingMessage, UserMessage } from './UserMessage';
import { Waiting } from './Waiting';

const ANNOUNCED_CHARACTERS = 600;
const END: Target = { id: null };

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

function LoadingProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { title, detail } = asProblem(error);
  const retry = (
    <Button size="xs" variant="default" onClick={onRetry}>
      Try again
    </Button>
  );
  return <ProblemBlock title={title} detail={detail} action={retry} />;
}

interface MessageViewProps {
  message: Message;
  isEditing: boolean;
  actions: ActionsRef;
}

function MessageView({ message, isEditing, actions }: MessageViewProps) {
  if (message.role === 'user') return <UserMessage message={message} isEditing={isEditing} actions={actions} />;
  if (message.role !== 'assistant') return null;
  if (message.status === 'streaming') return <StreamingAnswer message={message} actions={actions} />;
  return <AnswerView answer={message} actions={actions} />;
}

export interface Sought {
  messageId: string;
}

interface ChatProps {
  threadId: string;
  /** A message to show instead of the end; another object asks for it once more. */
  sought: Sought | null;
}

/** One thread: its messages, the answer being written, and the composer. Give it the thread's id as `key`. */
export function Chat({ threadId, sought }: ChatProps) {
  const branch = useBranch(threadId);
  const { query, messages = [], hasNewer, find } = branch;
  const composer = useRef<ComposerHandle>(null);
  const watched = useRef(new Set<string>());
  const navigate = useNavigate();
  const [target, setTarget] = useState<Target>(END);
  const [editedId, setEditedId] = useState<string | null>(null);
  const [announcement, setAnnouncement] = useState('');

  const send = useSendMessage(threadId);
  const stop = useStopAnswer();
  const regenerate = useRegenerate();
  const fork = useFork();
  const sending = send.isPending && !send.variables.edited ? send.variables.content : null;

  const seek = useEffectEvent(({ messageId }: Sought) => {
    const show = () => {
      setTarget({ id: messageId });
      setAnnouncement('The message that you looked for is shown.');
    };
    if (messages.some((message) => message.id === messageId)) show();
    else {
      find.mutate(messageId, {
        onSuccess: show,
        onError: (error) => {
          notifyProblem(error);
          void query.refetch();
        },
      });
    }
  });
  useEffect(() => {
    if (sought) seek(sought);
  }, [sought]);

  const showEnd = () => {
    setTarget({ ...END });
    if (hasNewer) void branch.loadEnd().catch(notifyProblem);
    composer.current?.focus();
  };

  const act: MessageActions = {
    edit: (message) => setEditedId(message.id),
    cancelEdit: () => {
      setEditedId(null);
      composer.current?.focus();
    },
    saveEdit: async (edited, content) => {
      await send.mutateAsync({ content, edited });
      setEditedId(null);
      showEnd();
    },
    regenerate: (answer, how) => {
      if (regenerate.isPending) return;
      regenerate.mutate({ answer, ...how }, { onError: notifyProblem, onSuccess: showEnd });
      composer.current?.focus();
    },
    walk: (siblingId) => branch.walk.mutate(siblingId, { onError: notifyProblem }),
    fork: (message) =>
      fork.mutate(message, {
        onError: notifyProblem,
        onSuccess: (thread) => void navigate({ to: '/threads/$threadId', params: { threadId: thread.id } }),
      }),
    ended: (answer) => {
      watched.current.add(answer.id);
      setAnnouncement(`Clew answered. ${answer.content.slice(0, ANNOUNCED_CHARACTERS)}`);
    },
    wasWatched: (answer) => watched.current.has(answer.id),
  };
  const actions = useRef(act);
  useEffect(() => {
    actions.current = act;
  });

  const onStop = (messageId: string) => {
    stop.mutate(messageId, { onError: notifyProblem, onSuccess: () => setAnnouncement('The answer was stopped.') });
    composer.current?.focus();
  };
  const onSend = (content: string) => {
    setTarget({ ...END });
    return send.mutateAsync({ content });
  };

  // What is loaded stays, also when loading it anew fails.
  const isShown = branch.messages !== undefined && !find.isPending;
  return (
    <>
      {isShown && (messages.length > 0 || sending !== null) ? (
        <MessageList
          messages={messages}
          pending={
            sending !== null && (
              <>
                <SendingMessage content={sending} />
                <Waiting />
              </>
            )
          }
          target={target}
          hasOlder={branch.hasOlder}
          hasNewer={hasNewer}
          olderProblem={branch.olderError && <LoadingProblem error={branch.olderError} onRetry={branch.loadOlder} />}
          newerProblem={branch.newerError && <LoadingProblem error={branch.newerError} onRetry={branch.loadNewer} />}
          onNearStart={branch.loadOlder}
          onNearEnd={branch.loadNewer}
          onJumpToEnd={showEnd}
        >
          {(message) => <MessageView message={message} isEditing={message.id === editedId} actions={actions} />}
        </MessageList>
      ) : (
        <div className={classes.empty}>
          {(query.isPending || find.isPending) && <LoadingMessages />}
          {isShown && (
            <Text c="dimmed" ta="center" mt="20vh">
              Nothing here yet. Write the first line below.
            </Text>
          )}
          {query.isLoadingError && <LoadingProblem error={query.error} onRetry={() => void query.refetch()} />}
        </div>
      )}
      <div className={classes.dock}>
        <ThreadComposer ref={composer} threadId={threadId} messages={hasNewer ? [] : messages} onSend={onSend} onStop={onStop} />
      </div>
      <VisuallyHidden role="status" aria-live="polite">
        {announcement}
      </VisuallyHidden>
    </>
  );
}
