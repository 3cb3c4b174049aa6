import { VisuallyHidden } from '@mantine/core';
import { useImperativeHandle, useRef, useState, type Ref } from 'react';
import { asProblem } from '../../api/client';
import type { Message } from '../../api/types';
import { Composer, type ComposerHandle } from './Composer';
import classes from './ComposerTools.module.css';
import { Gauge } from './Gauge';
import { ModelPicker } from './ModelPicker';
import { useQueue, useQueueMessage } from './queue';
import { QueueList } from './QueueList';

interface ThreadComposerProps {
  ref?: Ref<ComposerHandle>;
  threadId: string;
  /** The branch that is shown, or the end of it, oldest first. */
  messages: readonly Message[];
  onSend: (content: string) => Promise<unknown>;
  onStop: (messageId: string) => void;
}

/** Where one writes in a thread: what waits, the field, who answers, and what it has used. */
export function ThreadComposer({ ref, threadId, messages, onSend, onStop }: ThreadComposerProps) {
  const composer = useRef<ComposerHandle>(null);
  const [editedId, setEditedId] = useState<string | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const focus = () => composer.current?.focus();
  useImperativeHandle(ref, () => ({ focus, fill: (text) => composer.current?.fill(text) }));

  const running = messages.at(-1)?.status === 'streaming' ? messages.at(-1) : undefined;
  // One that was stopped has no counts.
  const answer = messages.findLast(({ role, status }) => role === 'assistant' && status === 'complete');
  const { items, isPaused, goesOn } = useQueue(threadId, running !== undefined);
  const queueMessage = useQueueMessage(threadId);
  // Behind what waits already, also in the moment between two answers.
  const isQueueing = running !== undefined || goesOn;

  const queue = async (content: string) => {
    await queueMessage.mutateAsync(content);
    setAnnouncement('Queued. It is sent when this answer is complete.');
  };
  const send = async (content: string) => {
    try {
      await onSend(content);
    } catch (error) {
      // Another tab or device asked first.
      if (asProblem(error).code !== 'answer_in_progress') throw error;
      await queue(content);
    }
  };
  const editLast = () => {
    const last = items.at(-1);
    if (last) setEditedId(last.id);
    return last !== undefined;
  };
  return (
    <>
      <QueueList
        threadId={threadId}
        items={items}
        isPaused={isPaused}
        isAnswering={running !== undefined}
        editedId={editedId}
        onEdit={setEditedId}
        onDone={focus}
      />
      <Composer
        ref={composer}
        threadId={threadId}
        isQueueing={isQueueing}
        onSend={isQueueing ? queue : send}
        onStop={running && (() => onStop(running.id))}
        onArrowUp={editLast}
        tools={
          <div className={classes.tools}>
            <ModelPicker threadId={threadId} onClose={focus} />
            {answer && <Gauge answer={answer} />}
          </div>
        }
      />
      <VisuallyHidden role="status" aria-live="polite">
        {announcement}
      </VisuallyHidden>
    </>
  );
}
