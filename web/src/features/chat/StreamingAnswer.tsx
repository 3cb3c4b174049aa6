import { Button, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useEffectEvent } from 'react';
import type { Message } from '../../api/types';
import { Markdown } from '../../ui/Markdown';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { withAnswer } from './answerState';
import classes from './Message.module.css';
import type { ActionsRef } from './messageActions';
import { branchQuery, settleAnswer } from './queries';
import { Thinking } from './Thinking';
import { useAnswerStream } from './useAnswerStream';
import { Waiting } from './Waiting';

interface StreamingAnswerProps {
  message: Message;
  actions: ActionsRef;
}

/** Follows the answer from the server until it has ended; then the cache holds it and AnswerView shows it. */
export function StreamingAnswer({ message, actions }: StreamingAnswerProps) {
  const queryClient = useQueryClient();
  const { state, isReconnecting, refusal } = useAnswerStream(message.id);
  const answer = withAnswer(message, state);
  // Typing and scrolling go before parsing, which grows with the answer.
  const content = useDeferredValue(answer.content);

  const settle = useEffectEvent(() => {
    settleAnswer(queryClient, answer);
    actions.current.ended(answer);
  });
  useEffect(() => {
    if (state.endedAs !== null) settle();
  }, [state.endedAs]);

  const reload = (
    <Button size="xs" variant="default" onClick={() => void queryClient.invalidateQueries({ queryKey: branchQuery(message.thread_id).queryKey })}>
      Load it again
    </Button>
  );
  const isWaiting = !answer.content && !answer.thinking && !refusal && !isReconnecting;
  return (
    <article className={classes.answer} data-message-id={message.id} aria-busy="true">
      <VisuallyHidden component="h2">Clew</VisuallyHidden>
      {isWaiting && <Waiting />}
      {answer.thinking && <Thinking text={answer.thinking} isLive={!answer.content} />}
      {content && <Markdown text={content} isGrowing />}
      {isReconnecting && (
        <p className={classes.connection} role="status">
          The connection dropped. Picking up the thread again…
        </p>
      )}
      {refusal && <ProblemBlock title={refusal.title} detail={refusal.detail} action={reload} />}
    </article>
  );
}
